"""Child process that builds the index of an edition: `python -m backend.catalogue.search.index_process FILE`, services and changed rows on standard input.

A process of its own: the dictionaries of jieba and pypinyin, which it makes small, take 90 MB that a server shouldn't keep.
"""

import fcntl
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from backend.catalogue.search import index_file
from backend.catalogue.search.index_file import CorruptIndex
from backend.catalogue.tables import overlay
from backend.catalogue.types import Service

KEPT = 4  # files of earlier editions; processes that have them mapped keep them


def make(path: Path, services: Iterable[Service]) -> None:
    """Build and write the index unless another process has; one of several builds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / "making.lock").open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        try:
            index_file.map_index_file(path)
        except CorruptIndex:
            from backend.catalogue.search.build_index import (
                build,  # here: whoever finds it made needs none of its libraries
            )

            index_file.write_index_file(path, index_file.encode_index(build(services)))
            clear(path)


def clear(newest: Path) -> None:
    """Delete old index files and incomplete ones of killed processes."""
    files = sorted(newest.parent.glob("search-*"), key=lambda f: f.stat().st_mtime, reverse=True)
    for old in [*(f for f in files if f.suffix == ".new"), *[f for f in files if f.suffix == ".index"][KEPT:]]:
        old.unlink(missing_ok=True)


def main() -> None:
    """Read the services and write the file."""
    services, rows = msgspec.msgpack.decode(
        sys.stdin.buffer.read(), type=tuple[list[Service], dict[str, dict[str, Any]]]
    )
    overlay.replace(rows)
    make(Path(sys.argv[1]), services)


if __name__ == "__main__":
    main()
