"""From a delivered file to its rows, with everything that was understood on the way."""
