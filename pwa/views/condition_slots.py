"""A condition as a sentence with inputs, for every page that lets staff write one: rules in the studio, audiences of campaigns. Pure."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from backend.rules.conditions import Atom
from backend.rules.slots.comparisons import comparisons_of, options_of, places, slot_of, usual_comparison
from backend.rules.slots.typed import read_typed, typed_condition
from backend.rules.slots.types import ComparisonChoice, SlotChoice, SlotError, SlotKind, TypedCondition
from backend.rules.types import Attribute, Dictionary

Typed = Mapping[str, str | list[str]]
NUMBERED = re.compile(r"(\d{1,2})(?:\.|$)")
LISTS: tuple[SlotKind, ...] = ("options",)
SPAN = ("years", "months", "days")
"""Inputs of a span stand below `span`, since a list of months and a number of days have names of their own."""


class SlotsView(Struct, frozen=True, kw_only=True):
    """One comparison with its inputs; `slots`: the kinds that some comparison of the attribute takes; `error` belongs to `wrong`."""

    name: str
    attribute: str
    label: str
    unit: str
    compare: str
    comparisons: Sequence[ComparisonChoice]
    slots: Sequence[SlotKind]
    text: str
    years: str
    months: str
    days: str
    chosen: Sequence[str]
    options: Sequence[SlotChoice]
    places: Sequence[SlotChoice] = ()
    sentence: str = ""
    wrong: str = ""
    error: str = ""


def slots_of_typed(
    name: str, typed: TypedCondition, attribute: Attribute, *, sentence: str = "", error: SlotError | None = None
) -> SlotsView:
    """Show a comparison as it was typed, with what is wrong beside its slot."""
    comparisons = comparisons_of(attribute)
    kinds = tuple(dict.fromkeys(one.slot for one in comparisons if one.slot != "none"))
    return SlotsView(
        name=name, attribute=attribute.name, label=attribute.label, unit=attribute.unit, comparisons=comparisons, slots=kinds,
        compare=typed.compare or usual_comparison(attribute), text=typed.text, years=typed.years, months=typed.months, days=typed.days,
        chosen=typed.chosen, options=options_of(attribute), places=places() if "places" in kinds else (), sentence=sentence,
        wrong=error.slot if error else "", error=error.says if error else "",
    )  # fmt: skip


def typed_slots(typed: Typed, name: str, dictionary: Dictionary) -> TypedCondition:
    """Collect the inputs below a name; of several kinds of slots the one that the comparison takes counts."""
    attribute, compare = one_text(typed, f"{name}.attribute"), one_text(typed, f"{name}.compare")
    known = dictionary.get(attribute)
    found = next((one.slot for one in comparisons_of(known) if one.key == compare), "none") if known else "none"
    span = {part: one_text(typed, f"{name}.span.{part}") for part in SPAN} if found == "span" else {}
    chosen = all_texts(typed, f"{name}.options") if found in LISTS else ()
    text = "" if span or chosen else one_text(typed, f"{name}.{found}")
    return TypedCondition(attribute=attribute, compare=compare, text=text, chosen=chosen, **span)


def slot_inputs(name: str, atom: Atom) -> dict[str, str | list[str]]:
    """Return a comparison as the inputs that show it would send it."""
    typed = typed_condition(atom)
    sent: dict[str, str | list[str]] = {f"{name}.attribute": typed.attribute, f"{name}.compare": typed.compare}
    slot = slot_of(atom.attribute, typed.compare)
    if slot == "span":
        return {
            **sent,
            f"{name}.span.years": typed.years,
            f"{name}.span.months": typed.months,
            f"{name}.span.days": typed.days,
        }
    return {**sent, f"{name}.{slot}": list(typed.chosen) if slot in LISTS else typed.text}


def read_slots(typed: Typed, name: str, says: str, dictionary: Dictionary) -> Atom | SlotError:
    """Read the inputs below a name as a comparison, or say what is wrong beside which slot."""
    return read_typed(typed_slots(typed, name, dictionary), says, dictionary)


def numbered(typed: Typed, name: str) -> list[int]:
    """Return the numbers below a name that aren't taken out, in the order that the editor gave them."""
    begins = f"{name}."
    found = {int(m[1]) for key in typed if key.startswith(begins) and (m := NUMBERED.match(key, len(begins)))}
    kept = [n for n in sorted(found) if f"{name}.{n}.gone" not in typed]
    return sorted(kept, key=lambda n: _position(one_text(typed, f"{name}.{n}.at"), n))


def _position(text: str, n: int) -> tuple[int, int, int]:
    """Rows that are moved up come before the one whose place they take, those moved down behind it."""
    place = int(text) if text.isdecimal() and len(text) < 4 else n + 1
    return place, (place > n + 1) - (place < n + 1), n


def one_text(typed: Typed, name: str) -> str:
    """Return the text of an input that comes once; empty for anything else."""
    value = typed.get(name, "")
    return value if isinstance(value, str) else ""


def all_texts(typed: Typed, name: str) -> tuple[str, ...]:
    """Return the texts of an input that may come several times."""
    value = typed.get(name, "")
    return tuple(value) if isinstance(value, list) else (value,) if value else ()
