"""A comparison as texts in inputs, and back: whatever is typed passes the reader of rule files, so that nothing typed is code."""

import re
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from backend.kit.messages.render import Messages
from backend.rules import wording
from backend.rules.conditions import Atom
from backend.rules.diagnostics import RuleFileError, SourceLocation
from backend.rules.parse_condition import allowed_comparators, read_condition
from backend.rules.slots.comparisons import places, slot_of
from backend.rules.slots.types import SlotError, SlotKind, TypedCondition
from backend.rules.types import Attribute, Dictionary

SAYS = Messages.beside(__file__).mistakes("slot")
BETWEEN = re.compile(r"[、，,;；\s]+")
JOIN = "\u3001"  # the ideographic comma
WHOLE = re.compile(r"-?\d{1,9}")
LONGEST = 400  # characters of one slot


class UnreadableSlot(Exception):
    """Raised for a slot that can't be read; the sentence stands beside the input."""


def typed_condition(atom: Atom) -> TypedCondition:
    """Return a comparison as texts."""
    key = str(atom.compare.__struct_config__.tag)
    fields = atom.compare.__struct_fields__
    value = getattr(atom.compare, fields[0]) if fields else None
    return _as_text(TypedCondition(attribute=atom.attribute.name, compare=key), slot_of(atom.attribute, key), value)


def _as_text(typed: TypedCondition, slot: SlotKind, value: Any) -> TypedCondition:
    match slot:
        case "none":
            return typed
        case "span":
            years, months, days = (str(n or "") for n in (value.years, value.months, value.days))
            return replace(typed, years=years, months=months, days=days)
        case "options":
            return replace(typed, chosen=tuple(map(str, value)))
        case "yes_no":
            text = "yes" if value else "no"
        case "places":
            text = JOIN.join(_place_name(one) for one in value)
        case "numbers" | "months":
            text = JOIN.join(map(str, value))
        case _:
            text = str(value)
    return replace(typed, text=text)


def _place_name(code: str) -> str:
    return wording.place_names().get(code, code)


def read_typed(typed: TypedCondition, says: str, dictionary: Dictionary) -> Atom | SlotError:
    """Read a comparison as typed; `says`: the sentence that residents read. A SlotError names the input that is wrong."""
    attribute = dictionary.get(typed.attribute)
    if attribute is None:
        return SlotError("attribute", SAYS("no_attribute"))
    if typed.compare not in allowed_comparators(attribute):
        return SlotError("compare", SAYS("no_comparison", label=attribute.label))
    slot = slot_of(attribute, typed.compare)
    at: Any = "chosen" if slot == "options" else "text"
    try:
        operand = READERS[slot](typed, attribute)
        raw = {"attribute": typed.attribute, typed.compare: operand, **({"says": says} if says else {})}
        read = read_condition(raw, SourceLocation(""), dictionary)
    except UnreadableSlot as wrong:
        return SlotError(at, str(wrong))
    except RuleFileError as wrong:
        return SlotError(at, wrong.mistakes[0].says)
    assert isinstance(read, Atom)
    return read


def _number(typed: TypedCondition, attribute: Attribute) -> int:
    return _whole(typed.text)


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise UnreadableSlot(SAYS("not_a_number") if text else SAYS("missing"))
    return int(text)


def _parts(text: str) -> list[str]:
    found = [one for one in BETWEEN.split(text[:LONGEST]) if one]
    if not found:
        raise UnreadableSlot(SAYS("missing"))
    return found


def _day(typed: TypedCondition, attribute: Attribute) -> str:
    if not typed.text:
        raise UnreadableSlot(SAYS("missing"))
    return typed.text


def _span(typed: TypedCondition, attribute: Attribute) -> dict[str, int]:
    given = {"years": typed.years, "months": typed.months, "days": typed.days}
    read = {name: _whole(text) for name, text in given.items() if text}
    if not any(read.values()):
        raise UnreadableSlot(SAYS("no_span"))
    return {name: n for name, n in read.items() if n}


def _option(typed: TypedCondition, attribute: Attribute) -> str | int:
    if typed.text not in {one.value for one in attribute.options}:
        raise UnreadableSlot(SAYS("not_chosen"))
    return int(typed.text) if attribute.kind == "number" else typed.text


def _options(typed: TypedCondition, attribute: Attribute) -> list[str | int]:
    if not typed.chosen:
        raise UnreadableSlot(SAYS("not_chosen"))
    return [int(one) if attribute.kind == "number" and WHOLE.fullmatch(one) else one for one in typed.chosen]


def _places(typed: TypedCondition, attribute: Attribute) -> list[str]:
    return [_place(one) for one in _parts(typed.text)]


def _place(text: str) -> str:
    """Return the code of a division by its name, its name's end if that is unique, or its code."""
    if text.isdecimal():
        return text
    named = [one.value for one in places() if one.label == text]
    found = named or [one.value for one in places() if one.label.endswith(text)]
    if len(found) != 1:
        raise UnreadableSlot(SAYS("no_place", name=text[:30]))
    return found[0]


def _yes_no(typed: TypedCondition, attribute: Attribute) -> bool:
    if typed.text not in {"yes", "no"}:
        raise UnreadableSlot(SAYS("not_chosen"))
    return typed.text == "yes"


READERS: dict[SlotKind, Callable[[TypedCondition, Attribute], Any]] = {
    "none": lambda typed, attribute: True,
    "number": _number,
    "numbers": lambda typed, attribute: [_whole(one) for one in _parts(typed.text)],
    "day": _day,
    "span": _span,
    "days": _number,
    "months": lambda typed, attribute: [_whole(one) for one in _parts(typed.text)],
    "option": _option,
    "options": _options,
    "places": _places,
    "yes_no": _yes_no,
}
