"""Random groups of smelters with known truth, and the scorer that compares an export with that truth.

Test support only: nothing of the product is imported here, so a fault in the product cannot hide itself.
"""
