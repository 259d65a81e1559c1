"""One module per command of `potline`; each defines `command`."""
