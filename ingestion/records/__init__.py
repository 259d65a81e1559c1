"""What is kept of every delivered file besides its rows: sidecars, versions, the catalogue."""
