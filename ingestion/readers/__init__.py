"""Readers: bytes of a delivered file to raw sheets of text cells. No meaning is given to anything here.

`ingestion.readers.files.open_file` picks the reader by content, not by the file's ending.
"""
