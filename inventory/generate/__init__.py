"""Random clean inventories as printed reports, and errors planted in them, to measure the linter.

A world is drawn and computed first (`world`, `catalogue`), then printed in the declared form (`render`);
errors are planted in the world or in the print (`errors_*`). Nothing here knows how the linter finds them;
`measure` only compares.
"""
