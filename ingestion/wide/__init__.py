"""Tables laid out across: days, months, shifts, processes or items as columns."""
