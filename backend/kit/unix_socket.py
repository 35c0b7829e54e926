"""Paths of Unix sockets: inside their folder, or in a private short one if the path would be too long."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

LONGEST = 100  # bytes of a socket's path; Linux allows 107, macOS 103
NOT_OURS = Messages.beside(__file__).take("socket_not_ours")


class NotOurs(Exception):
    """Raised when the short folder belongs to another user or is writable for others."""


def socket_folder(folder: Path, name: str) -> Path:
    """Return the folder for a socket; `folder` itself unless the path is too long for a socket address."""
    if len(os.fsencode(folder / name)) <= LONGEST:
        return folder
    return private_folder(hashlib.sha256(os.fsencode(folder)).hexdigest()[:12])


def private_folder(name: str) -> Path:
    """Return a folder below the shared temporary one that only this user can use."""
    short = Path(tempfile.gettempdir()) / f"futian-{os.geteuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    found = short.lstat()
    ours = found.st_uid == os.geteuid() or os.geteuid() == 0
    if not stat.S_ISDIR(found.st_mode) or not ours or found.st_mode & 0o022:
        raise NotOurs(NOT_OURS(Audience.MACHINE, folder=short).text)
    return short
