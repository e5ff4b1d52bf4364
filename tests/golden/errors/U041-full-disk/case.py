"""A disk that is full where nobody asked for it."""

import errno
import os


def case():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), ".modelwright/runs/check.json")
