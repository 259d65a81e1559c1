"""What columns hold, told by their cells where headers do not tell."""
