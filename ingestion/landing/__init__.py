"""Taking in a folder of deliveries: what to read, reading it side by side, committing it, watching for more."""
