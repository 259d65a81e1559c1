"""Readers, contracts, conform functions, landing and quarantine of what plants deliver."""
