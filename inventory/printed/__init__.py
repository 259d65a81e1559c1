"""Printed inventory and verification reports: the declared form, its reader, writer and extractor."""
