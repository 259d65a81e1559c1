"""`make example`: take in the example group's deliveries, close its months and its year, say what was found."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POTLINE = Path(sys.executable).parent / "potline"


def potline(*arguments: str) -> int:
    """Run the command as a user would, output straight to the screen."""
    print("$ potline", " ".join(arguments), flush=True)
    return subprocess.run([str(POTLINE), *arguments], check=False, cwd=ROOT).returncode


def main() -> int:
    """0 when the close ran, whatever it found; 2 when something could not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=ROOT / "build" / "example")
    home = parser.parse_args().home.resolve()
    started = time.monotonic()
    shutil.rmtree(home, ignore_errors=True)
    if potline("ingest", "--home", str(home), str(ROOT / "examples" / "deliveries")) != 0:
        return 2
    if (
        potline("close", "--home", str(home), "--period", "2024-01..2024-03", "--year", "2024", "--record")
        == 2
    ):
        return 2
    if potline("export", "--home", str(home), "--out", str(home / "export")) != 0:
        return 2
    print(f"\n{time.monotonic() - started:.0f} s; data, tables, receipts and reports lie under {home}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
