"""Keeps compiled modules between runs where PYTHONDONTWRITEBYTECODE would have each process
compile all tests and libraries anew.

Loaded first (`-p` in pyproject.toml). Nothing is written beside the sources, which is what that
variable is set for: the compiled files go into the tests' own folder, and are made again, as
always, when their source has changed.
"""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / ".mitra" / "tests" / "bytecode"


def _settle() -> None:
    if not sys.dont_write_bytecode:
        return
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(FOLDER)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix  # for workers and other processes


_settle()
