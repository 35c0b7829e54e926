"""A condition as sentences with one typed slot each: “年龄至少 [70] 岁”. Pure; read from a condition and written as one.

Only what may choose people is offered: groups and events of a life that registers tell and that aren't sensitive.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Literal

import rtoml
from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.conditions import AllOf, Atom, Condition
from backend.rules.diagnostics import SourceLocation
from backend.rules.parse_condition import read_conditions
from backend.rules.toml_lines import lines_of
from backend.rules.types import Attribute, Kind

Slot = Literal["number", "option", "days", "none"]
SAYS = Messages.beside(__file__).texts("sentence", Audience.OFFICER)
SHAPES: dict[Kind, tuple[str, ...]] = {
    "number": ("at_least", "at_most"), "code": ("is",), "yes_no": ("yes", "no"), "date": ("within_last", "within_next"),
    "codes": ("has", "lacks"), "records": ("has", "lacks"), "division": ("within",),
}  # fmt: skip
SLOTS: dict[str, Slot] = {
    "at_least": "number", "at_most": "number", "is": "option", "yes": "none", "no": "none", "within_last": "days", "within_next": "days",
    "has": "option", "lacks": "option", "within": "option",
}  # fmt: skip
CHOOSING = (
    "age", "sex", "hukou", "hukou_since", "residence_registered_on", "residence_permit", "residence_permit_anniversary", "id_card_valid_until",
    "marital_status", "married_on", "child_birth_date", "child_age", "enrolled_kindergarten", "vaccinations_complete", "degree_level",
    "graduated_on", "employment_status", "insured_now", "medical_insurance_found", "pension_status", "housing_fund_account",
    "discharged_on", "property_count", "vehicle_registered", "vehicle_inspection_until", "volunteer_hours",
)  # fmt: skip
"""What may choose people: groups and events of a life. Numbers that one person alone has, and what a form says, aren't among it."""
CITY, DISTRICT = "4403", "440304"
NOWHERE = SourceLocation("", lines_of(""))
MOST_DAYS, MOST_NUMBER = 3650, 1000


class SlotOption(Struct, frozen=True):
    """A value that a slot offers."""

    value: str
    label: str


class SentenceShape(Struct, frozen=True, kw_only=True):
    """One sentence that may be chosen; `key` is attribute:comparison, `lead` stands before the slot and `unit` behind it."""

    key: str
    slot: Slot
    lead: str
    unit: str
    options: tuple[SlotOption, ...]
    first: str


class AudienceSentence(Struct, frozen=True):
    """A sentence with its slot filled in."""

    key: str
    value: str


@cache
def shapes() -> dict[str, SentenceShape]:
    """Every sentence that may be chosen, by key."""
    offered = [attributes()[name] for name in CHOOSING if attributes()[name].sensitivity != "sensitive"]
    made = [shape(one, comparison) for one in offered for comparison in SHAPES.get(one.kind, ())]
    return {one.key: one for one in made}


def shape(attribute: Attribute, comparison: str) -> SentenceShape:
    """The sentence that compares an attribute in one way."""
    slot, days = SLOTS[comparison], SLOTS[comparison] == "days"
    options = options_of(attribute) if slot == "option" else ()
    return SentenceShape(
        key=f"{attribute.name}:{comparison}", slot=slot, lead=SAYS(comparison, label=attribute.label), options=options,
        unit=SAYS("days") if days else attribute.unit, first=options[0].value if options else "90" if days else "1" if slot == "number" else "",
    )  # fmt: skip


def options_of(attribute: Attribute) -> tuple[SlotOption, ...]:
    """The values of an attribute that can be chosen."""
    if attribute.kind == "division":
        return (SlotOption(CITY, SAYS("city")), SlotOption(DISTRICT, SAYS("district")))
    return tuple(SlotOption(one.value, one.label) for one in attribute.options)


def fitting(sentence: AudienceSentence) -> AudienceSentence | None:
    """The sentence with a value that its slot takes; the first possible one for another, None for an unknown sentence."""
    known = shapes().get(sentence.key)
    if known is None:
        return None
    good = {
        "number": is_number(sentence.value, 0, MOST_NUMBER), "days": is_number(sentence.value, 1, MOST_DAYS),
        "option": sentence.value in {one.value for one in known.options}, "none": True,
    }  # fmt: skip
    return AudienceSentence(sentence.key, sentence.value if good[known.slot] else known.first)


def is_number(text: str, least: int, most: int) -> bool:
    """Is it a whole number within bounds?"""
    return text.isascii() and text.isdigit() and len(text) <= 5 and least <= int(text) <= most


def condition_text(sentences: Iterable[AudienceSentence]) -> str:
    """Write sentences as conditions of the rule language, one a line."""
    return ",\n".join(condition_line(one) for one in map(fitting, sentences) if one is not None)


def condition_line(sentence: AudienceSentence) -> str:
    """Write one sentence as a condition."""
    name, _, comparison = sentence.key.partition(":")
    quoted = sentence.value if attributes()[name].kind == "number" else f'"{sentence.value}"'
    told = {
        "number": f"{comparison} = {sentence.value}", "days": f"{comparison} = {{ days = {sentence.value} }}",
        "option": f"{comparison} = {quoted}", "none": f"is = {str(comparison == 'yes').lower()}",
    }  # fmt: skip
    return f'{{ attribute = "{name}", {told[SLOTS[comparison]]} }}'


def sentences_of(condition: Condition) -> tuple[AudienceSentence, ...] | None:
    """Read the sentences of a condition; None if it says something that no sentence does."""
    parts: Sequence[Condition] = condition.parts if isinstance(condition, AllOf) else (condition,)
    read = [sentence_of(part) for part in parts]
    return tuple(one for one in read if one is not None) if None not in read else None


def sentence_of(part: Condition) -> AudienceSentence | None:
    """Read one comparison as a sentence."""
    if not isinstance(part, Atom):
        return None
    comparison, value = words_of(part.compare)
    found = AudienceSentence(f"{part.attribute.name}:{comparison}", value)
    return found if found.key in shapes() and part == read_back(found) else None


def read_back(sentence: AudienceSentence) -> Condition:
    """The comparison that a sentence makes."""
    [part] = read_conditions(rtoml.loads(f"require = [{condition_line(sentence)}]")["require"], NOWHERE, attributes())
    return part


READERS: dict[type[c.Comparator], tuple[str, Callable[[Any], str]]] = {
    c.AtLeast: ("at_least", lambda one: str(one.number)),
    c.AtMost: ("at_most", lambda one: str(one.number)),
    c.Is: ("is", lambda one: str(one.value)),
    c.Has: ("has", lambda one: one.option),
    c.Lacks: ("lacks", lambda one: one.option),
    c.WithinLast: ("within_last", lambda one: str(one.span.days)),
    c.WithinNext: ("within_next", lambda one: str(one.span.days)),
    c.Within: ("within", lambda one: one.divisions[0]),
}
"""By comparison its name in a sentence, and the value as a slot shows it."""


def words_of(compare: c.Comparator) -> tuple[str, str]:
    """The name of a comparison and its value as a slot shows it; "" for one that no sentence makes."""
    if isinstance(compare, c.Is) and isinstance(compare.value, bool):
        return ("yes" if compare.value else "no"), ""
    if type(compare) not in READERS:
        return "", ""
    name, read = READERS[type(compare)]
    return name, read(compare)


def said(sentence: AudienceSentence) -> str:
    """The sentence in words, with its value."""
    known = shapes()[sentence.key]
    label = next((one.label for one in known.options if one.value == sentence.value), sentence.value)
    return SAYS("whole", lead=known.lead, value=label, unit=known.unit) if known.slot != "none" else known.lead
