"""What a cell says: numbers, dates, units, intervals; and columns of cells whose texts repeat."""
