"""Assets by layer: intake, lake, models, gates, publication, documents. Five lines each; no rules here."""
