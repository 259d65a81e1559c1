"""The facts of a receipt; the document itself is made by ``reporting``."""
