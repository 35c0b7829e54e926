"""Where a Unix socket lies: below the folder it belongs to, or in a private short folder where the path is too long."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

LONGEST = 100  # bytes of a socket's path; Linux allows 107, macOS 103


class NotOurs(Exception):
    """The short folder belongs to somebody else, or others may write into it."""


def socket_folder(folder: Path, name: str) -> Path:
    """The folder for a socket of this name; `folder` itself unless its path is too long for a socket."""
    if len(os.fsencode(folder / name)) <= LONGEST:
        return folder
    return private_folder(hashlib.sha256(os.fsencode(folder)).hexdigest()[:12])


def private_folder(name: str) -> Path:
    """A folder of this user alone below the shared temporary one."""
    short = Path(tempfile.gettempdir()) / f"futian-{os.geteuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    found = short.lstat()
    ours = found.st_uid == os.geteuid() or os.geteuid() == 0
    if not stat.S_ISDIR(found.st_mode) or not ours or found.st_mode & 0o022:
        raise NotOurs(f"{short} 不是这个用户的目录。请换一个短一些的数据目录，例如：VAR=~/futian make run")
    return short
