"""How much memory a process takes."""

from __future__ import annotations

import os
from pathlib import Path


def resident_mb(process: int | None = None) -> float | None:
    """Return the megabytes of memory that a process, or this one, holds now; None where only Linux could tell."""
    try:
        pages = int(Path(f"/proc/{process or 'self'}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
