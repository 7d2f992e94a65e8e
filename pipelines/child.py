"""Processes of our own that read what may be a trap or damaged: one that wants all memory or never ends takes only its process with it.

The standard library alone, since every such process begins by importing this.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

DAMAGED, REFUSED, FULL = 3, 4, 5
"""Exit codes besides 0: the file is damaged; it is refused as the output says; no room on the disk. Any other end: it asked for more than it
was given."""
_ROOT = str(Path(__file__).parents[1])
_OWN = {"PYTHONPATH": _ROOT, "ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}


def run(module: str, *words: object, told: bytes = b"") -> tuple[int, bytes]:
    """(exit code, output) of ``python -m module words`` with ``told`` as its input."""
    order: Sequence[str] = [sys.executable, "-P", "-m", module, *map(str, words)]
    ended = subprocess.run(order, input=told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, env=os.environ | _OWN)
    return ended.returncode, ended.stdout


def limit(most_bytes: int, seconds: int) -> None:
    """What this process may take from now on, if it may not take less already: address space, and processor time since it began; the time
    may be set again."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most_bytes = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
