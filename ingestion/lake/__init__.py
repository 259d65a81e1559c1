"""Rows written to lake files, at once or while a file is still being read."""
