"""Exchange two folders in one step.

In: two folders of one file system. Afterwards each has the name of the other, and nobody ever
sees a moment without one. Raises `OSError` where the system or the file system has no such step.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS
_AT_FDCWD = -100


def exchange(one: str, other: str) -> None:
    """Give each of two folders the name of the other."""
    try:
        import ctypes  # noqa: PLC0415 - most builds change one page and exchange nothing
    except ImportError as error:  # Python can be made without it
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), one) from error
    system: Any = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(system, "renamex_np"):
        failed = system.renamex_np(*names, ctypes.c_uint(_RENAME_SWAP))
    elif hasattr(system, "renameat2"):
        at = ctypes.c_int(_AT_FDCWD)
        failed = system.renameat2(at, names[0], at, names[1], ctypes.c_uint(_RENAME_EXCHANGE))
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), one)
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), one)
