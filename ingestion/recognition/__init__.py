"""What a sheet is: where its header stands, which column is which, which rows are furniture, which kind it belongs to."""
