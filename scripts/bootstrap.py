"""Make the virtual environment from the lock file, with nothing but the standard library and pip.

uv installs four times faster and compiles bytecode; where it cannot be had or cannot reach the
configured index, plain pip installs the same pinned set with the same hashes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
UV_VERSION = "0.13.8"


def run(*command: str) -> bool:
    """Run a command, showing it; true when it succeeded."""
    print("+", " ".join(command), flush=True)
    environment = {
        **os.environ,
        "UV_COMPILE_BYTECODE": "1",
        "UV_NO_PROGRESS": "1",
        # Behind a company's proxy the system knows its certificates, uv's own list does not.
        "UV_SYSTEM_CERTS": "1",
        "UV_NATIVE_TLS": "1",
    }
    return subprocess.run(command, env=environment, check=False).returncode == 0


def install(python: Path) -> bool:
    """Install the locked set, by uv where possible, else by pip."""
    has_uv = run(str(python), "-m", "pip", "install", "-q", f"uv=={UV_VERSION}")
    uv = [str(python), "-m", "uv", "pip", "install", "--python", str(python), "-q"]
    if has_uv and run(*uv, "--require-hashes", "-r", str(LOCK)):
        return True
    # The lock names every package, so pip need not resolve (it refuses extras of hashed requirements).
    return run(str(python), "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(LOCK))


def main() -> int:
    """Create the environment and install the project into it, editable; 0 when all of it worked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", default=".venv")
    folder = (ROOT / parser.parse_args().venv).resolve()
    if sys.version_info < (3, 11):  # noqa: UP036 - the whole point is a clear message on an older Python
        print("Potline needs Python 3.11 or newer / 需要 Python 3.11 及以上版本", file=sys.stderr)
        return 2
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    if not install(python):
        print(
            "could not install the locked packages: is a package registry reachable? / 无法安装依赖",
            file=sys.stderr,
        )
        return 2
    project = run(
        str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", str(ROOT)
    )
    return 0 if project else 2


if __name__ == "__main__":
    sys.exit(main())
