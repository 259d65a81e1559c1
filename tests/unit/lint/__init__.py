"""Tests of the declared form, the extractor and the linter of printed reports."""
