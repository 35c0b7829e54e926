"""File format of the search index: built once per edition, memory-mapped by every process, verified by checksum.

Layout: MAGIC, SHA-256 of the rest, length of the head (8 bytes, little endian), the head (MessagePack), then arrays, each
at a multiple of 8. What is looked up by a text, features, words and phrases, is found by its hash (`hashed`).
"""

import hashlib
import mmap
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.catalogue.search.hashed_mapping import HashedMapping, hashed, in_order
from backend.catalogue.search.language import language_arrays, mapped_language
from backend.catalogue.search.types import Phrase, Posting, SearchIndex
from backend.catalogue.tables import overlay
from backend.catalogue.types import Service

MAGIC = b"FTINDEX1"
DIGEST, LENGTH = 32, 8
START = len(MAGIC) + DIGEST + LENGTH
POSTINGS = ("in_phrases", "in_meanings", "in_sounds", "in_services")
ROWS = ("life_events", "groups", "search_words")
"""Reference tables whose rows an index depends on."""
HERE = Path(__file__).parent


class CorruptIndex(Exception):
    """Raised for a file that is incomplete or not ours."""


class IndexHeader(Struct, frozen=True):
    """Header: small parts of the index, and the position of each array (type, offset, count)."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    situations: dict[str, tuple[int, ...]]
    initials: tuple[str, ...]
    english: tuple[str, ...]
    doings: tuple[str, ...]
    syllables: tuple[str, ...]
    arrays: dict[str, tuple[str, int, int]]


def encode_index(index: SearchIndex) -> bytes:
    """Return the file bytes of an index."""
    arrays: dict[str, NDArray[Any]] = {
        "starts": index.starts, "usual": index.usual, "does_something": index.does_something,
        "doings": np.array([index.doings[d] for d in sorted(index.doings)], np.bool_).ravel(), **rarity_arrays(index.rarity), **language_arrays(index.language),
    }  # fmt: skip
    for name in POSTINGS:
        arrays.update(posting_arrays(name, getattr(index, name)))
    places, body = {}, bytearray()
    for name, array in arrays.items():
        body += b"\0" * (-len(body) % 8)
        places[name] = (array.dtype.str, len(body), len(array))
        body += array.tobytes()
    head = msgspec.msgpack.encode(
        IndexHeader(index.codes, index.names, index.phrases, dict(index.situations), index.initials, tuple(sorted(index.english)), tuple(sorted(index.doings)),
             index.language.readings.names, places)
    )  # fmt: skip
    rest = len(head).to_bytes(LENGTH, "little") + head + b"\0" * (-(START + len(head)) % 8) + bytes(body)
    return MAGIC + hashlib.sha256(rest).digest() + rest


def rarity_arrays(rarity: Mapping[str, float]) -> dict[str, NDArray[Any]]:
    """Return the rarities sorted by feature hash."""
    keys = np.array(hashed(rarity), np.uint64)
    order = in_order(keys)
    return {"rarity.keys": keys[order], "rarity.values": np.array(list(rarity.values()))[order]}


def posting_arrays(name: str, postings: Mapping[str, Posting]) -> dict[str, NDArray[Any]]:
    """Concatenate the posting lists, sorted by feature hash, with the end of each."""
    keys, unordered = np.array(hashed(postings), np.uint64), list(postings.values())
    order = in_order(keys)
    lists = [unordered[n] for n in order]
    return {
        f"{name}.keys": keys[order], f"{name}.ends": np.cumsum([len(one.at) for one in lists]).astype(np.int64),
        f"{name}.at": np.concatenate([np.zeros(0, np.int32), *(one.at for one in lists)]),
        f"{name}.counts": np.concatenate([np.zeros(0, np.float32), *(one.counts for one in lists)]),
    }  # fmt: skip


def decode_index(encoded: "bytes | mmap.mmap") -> SearchIndex:
    """Return the index in these bytes without copying; raises CorruptIndex."""
    if (
        encoded[: len(MAGIC)] != MAGIC
        or hashlib.sha256(memoryview(encoded)[START - LENGTH :]).digest() != encoded[len(MAGIC) :][:DIGEST]
    ):
        raise CorruptIndex
    length = int.from_bytes(encoded[START - LENGTH : START], "little")
    head = msgspec.msgpack.decode(memoryview(encoded)[START : START + length], type=IndexHeader)
    body = START + length + (-(START + length) % 8)

    def array(name: str) -> NDArray[Any]:
        kind, offset, count = head.arrays[name]
        return np.frombuffer(encoded, kind, count, body + offset)

    rarity = array("rarity.values")
    doings = array("doings").reshape(len(head.doings), len(head.codes))
    return SearchIndex(
        codes=head.codes, names=head.names, phrases=head.phrases, starts=array("starts"),
        rarity=HashedMapping(array("rarity.keys"), lambda at: float(rarity[at])),
        usual=array("usual"), situations=head.situations, doings=dict(zip(head.doings, doings, strict=True)),
        does_something=array("does_something"), initials=head.initials, english=frozenset(head.english),
        language=mapped_language(array, head.syllables),
        **{name: postings(array, name) for name in POSTINGS},
    )  # fmt: skip


def postings(array: Callable[[str], NDArray[Any]], name: str) -> HashedMapping[Posting]:
    """Return one table of postings."""
    ends, at, counts = array(f"{name}.ends"), array(f"{name}.at"), array(f"{name}.counts")

    def posting(n: int) -> Posting:
        span = slice(int(ends[n - 1]) if n else 0, int(ends[n]))
        return Posting(at[span], counts[span])

    return HashedMapping(array(f"{name}.keys"), posting)


def write_index_file(path: Path, content: bytes) -> None:
    """Write a file atomically."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_bytes(content)
    os.replace(fresh, path)


def map_index_file(path: Path) -> SearchIndex:
    """Memory-map a file; raises CorruptIndex."""
    try:
        with path.open("rb") as file:
            return decode_index(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError, KeyError, msgspec.DecodeError) as error:
        raise CorruptIndex from error


def index_file_name(services: Iterable[Service]) -> str:
    """Return the file name of the index: depends on services, code, dictionaries, and rows of reference tables."""
    digest = hashlib.sha256(code_digest())
    if rows := overlay.changed_in(ROWS):
        digest.update(msgspec.msgpack.encode(rows, order="deterministic"))
    for service in sorted(services, key=lambda s: s.code):
        digest.update(msgspec.msgpack.encode(service, order="deterministic"))
    return f"search-{digest.hexdigest()[:32]}.index"


@cache
def code_digest() -> bytes:
    """Return the digest of code, lexicon and dictionary versions that an index depends on."""
    files = sorted([*HERE.glob("*.py"), *HERE.glob("*.toml"), *HERE.parent.glob("*.toml"), HERE.parent / "types.py"])
    versions = " ".join(version(library) for library in ("jieba", "pypinyin")).encode()
    return hashlib.sha256(versions + b"".join(f.name.encode() + f.read_bytes() for f in files)).digest()
