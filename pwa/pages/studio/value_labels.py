"""Places and values of a service in words, for comparisons: what an editor or approver reads instead of JSON. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from backend.catalogue.drafting.service_parts import part_of
from backend.catalogue.exchange.column_labels import IN_TABLE, LABELS, NO, TABLE_LABELS, YES
from backend.kit.messages.formats import clauses
from pwa.pages.studio.input_labels import OWN_LABELS, PART_NAMES, PLACE_WORDS, SAYS, SOURCE_WORDS
from pwa.pages.studio.input_specs import option_labels

STEP = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
COLON = "\uff1a"  # the full-width one
LONG = 600  # characters of one value in a comparison


class Place(Struct, frozen=True):
    """A path such as service.material[id_card].what, cut into field, row and inner field."""

    top: str
    row: str
    inner: str


def place_of(path: str) -> Place:
    """Cut a path."""
    steps = STEP.findall(path.removeprefix("service.")) or [path]
    row = next((step[1:-1] for step in steps[1:2] if step.startswith("[")), "")
    return Place(steps[0], row, ".".join(step for step in steps[1:] if not step.startswith("[")))


RowNames = Mapping[tuple[str, str], str]
"""By list and key of a row: its name."""


def row_names(service: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Return the names of the rows of a service, whose keys editors never see."""
    return {
        (top, row["key"]): str(row.get("name") or row.get("label") or row.get("q") or row["key"])
        for top, rows in service.items() if isinstance(rows, list | tuple)
        for row in rows if isinstance(row, dict) and row.get("key")
    }  # fmt: skip


def path_words(path: str, names: RowNames = MappingProxyType({})) -> str:
    """Say a path: part, row, field."""
    place = place_of(path)
    part = part_of(place.top)
    said = [
        PART_NAMES[part] if part else TABLE_LABELS.get(place.top, place.top),
        names.get((place.top, place.row), place.row),
        label_of(place.top, place.inner),
    ]
    return " · ".join(one for one in dict.fromkeys(said) if one)


def label_of(top: str, inner: str) -> str:
    """Return the label of a field, as beside its input."""
    if not inner:
        return "" if top in TABLE_LABELS else OWN_LABELS.get(top) or LABELS.get(top, top)
    if top == "provenance":
        place, colon, anchor = inner.partition(":")
        return f"{PLACE_WORDS.get(place, place)}{COLON if colon else ''}{anchor}"
    last = inner.rsplit(".", 1)[-1]
    known = OWN_LABELS.get(inner.replace(".", "_")) or IN_TABLE.get(f"{top}.{inner}") or LABELS.get(f"{top}.{inner}")
    return known or LABELS.get(inner) or LABELS.get(last, last)


def words_at(path: str, value: Any) -> str:
    """Say the value at a path: options by their words, a row with the labels of its fields."""
    place = place_of(path)
    if isinstance(value, dict) and place.top in TABLE_LABELS:
        rows = (
            (label_of(place.top, name), value_words(one, option_labels(place.top, name)))
            for name, one in value.items()
            if name != "key"
        )
        return "\n".join(SAYS("labelled", label=label, text=text) for label, text in rows if text and text != NO)[:LONG]
    options = SOURCE_WORDS if place.top == "provenance" else option_labels(place.top, place.inner)
    return value_words(value, options)


def value_words(value: Any, options: Mapping[str, str] = MappingProxyType({})) -> str:
    """Say a value in one text."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case list() | tuple():
            return "\n".join(value_words(one, options) for one in value)[:LONG]
        case dict():
            return clauses(
                value_words(one, options).rstrip("。") for one in value.values() if one not in (None, "", [], False)
            )
    return options.get(str(value), str(value)[:LONG])
