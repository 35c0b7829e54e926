"""Which rows may stand in a table: shape, required texts, dates, placeholders of messages. Pure."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct
from msgspec import inspect as mi

from backend.catalogue.laws import Law
from backend.catalogue.search.lexicon import WORD_TABLES, SearchWords
from backend.catalogue.service_points import ServicePoint
from backend.catalogue.tables.definitions import Table
from backend.catalogue.tables.types import JsonRow
from backend.kit.messages.overrides import OverrideMismatch, shipped, with_texts
from backend.kit.messages.render import Messages
from backend.kit.messages.types import LONGEST
from backend.kit.problems import NotUnderstood

SAYS = Messages.beside(__file__).mistakes("faults")


class RowFault(Struct, frozen=True):
    """What keeps a row from being published, and the field that mends it."""

    field: str
    says: str


def checked_row(table: Table, key: str, content: JsonRow) -> JsonRow:
    """Return a row as JSON of its type; raises NotUnderstood for another shape or key."""
    if table.kind is None:
        if not all(isinstance(part, list) and all(isinstance(one, str) for one in part) for part in content.values()):
            raise NotUnderstood("fields", what=key[:60])
        return content
    try:
        row = msgspec.convert(content, table.kind)
    except msgspec.ValidationError as error:
        raise NotUnderstood("fields", what=str(error)) from error
    if str(getattr(row, table.key)) != key:
        raise NotUnderstood("fields", what=table.key)
    found: JsonRow = msgspec.to_builtins(row)
    return found


def faults(table: Table, key: str, content: JsonRow) -> list[RowFault]:
    """Return what is still wrong with a row."""
    if table.kind is None:
        return list(message_faults(key, content))
    row = msgspec.convert(content, table.kind)
    return [
        *empty_texts(table.kind, row),
        *(own_faults(row) if isinstance(row, Law | ServicePoint | SearchWords) else ()),
    ]


def empty_texts(kind: type[Struct], row: Any) -> Iterator[RowFault]:
    """Yield the required texts that are empty."""
    described = mi.type_info(kind)
    assert isinstance(described, mi.StructType)
    for field in described.fields:
        if field.required and isinstance(field.type, mi.StrType) and not getattr(row, field.name).strip():
            yield RowFault(field.name, SAYS("empty"))


def own_faults(row: Law | ServicePoint | SearchWords) -> Iterator[RowFault]:
    """Yield what only this table asks: a law ends after it begins, an address says where it was read."""
    if isinstance(row, SearchWords):
        yield from (RowFault("words", SAYS(kind)) for kind in wrong_words(row))
    elif isinstance(row, Law):
        if row.in_force_from and row.in_force_to and row.in_force_to < row.in_force_from:
            yield RowFault("in_force_to", SAYS("ends_before"))
        if not row.title and not row.number:
            yield RowFault("title", SAYS("no_name"))
    elif row.address and not (row.sample or (row.source and row.confirmed_on)):
        yield RowFault("source", SAYS("no_source"))


def wrong_words(row: SearchWords) -> Iterator[str]:
    """Yield what is wrong with words of the search: no kind that the search knows, none at all, two where one belongs."""
    table, _, name = row.key.partition(".")
    if table not in WORD_TABLES or not name:
        yield "no_such_kind"
    elif not row.words:
        yield "empty"
    elif any(word != "".join(word.split()) for word in row.words):
        yield "one_word"
    elif any((word.strip("+").count("+") != 1) if table.endswith("_together") else "+" in word for word in row.words):
        yield "joined"


def message_faults(key: str, texts: JsonRow) -> Iterator[RowFault]:
    """Yield what a message can't take: placeholders that are gone, texts that are too long when filled in."""
    entry = shipped()[key]
    try:
        changed = with_texts(entry, texts)
    except OverrideMismatch as wrong:
        yield RowFault(wrong.part, SAYS("placeholders", names=wrong.names) if wrong.names else SAYS("empty"))
        return
    for part, sentences in texts.items():
        most = LONGEST[part.partition(".")[2]]
        if sum(map(len, sentences)) > most:
            yield RowFault(part, SAYS("too_long", most=most))
    assert changed.facts == entry.facts
