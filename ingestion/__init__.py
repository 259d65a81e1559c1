"""Readers, contracts, conform functions, landing and quarantine of what plants deliver."""

import os

# numpy comes along with pyarrow and would start a thread per core that nothing here uses
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
