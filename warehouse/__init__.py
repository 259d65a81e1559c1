"""Where things live: homes, lake, DuckDB sessions, publishing, hashing, the event log, declared tables."""
