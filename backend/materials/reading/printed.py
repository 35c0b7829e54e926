"""Labels, words and patterns printed on documents, read from printed.toml."""

from pathlib import Path

import msgspec
from msgspec import Struct

from backend.catalogue.vocabulary import DocumentClass


class PrintedWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Labels by document and field; words and their weight by document class; words and patterns by reader."""

    labels: dict[str, dict[str, str]]
    kinds: dict[DocumentClass, tuple[tuple[str, int], ...]]
    words: dict[str, dict[str, str]]


PRINTED = msgspec.toml.decode(Path(__file__).with_name("printed.toml").read_bytes(), type=PrintedWords)
