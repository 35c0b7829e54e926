"""Attributes of a person or of a thing applied for, and facts: their values with source and date."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, get_args

from msgspec import Struct

Kind = Literal["date", "number", "code", "codes", "division", "yes_no", "records", "text"]
Sensitivity = Literal["public", "personal", "sensitive"]
Reader = Literal["resident", "helper", "officer"]
Register = Literal[
    "population",
    "civil_affairs",
    "education",
    "social_insurance",
    "housing_fund",
    "disability",
    "police_record",
    "credit",
    "property",
    "marriage",
    "health",
    "market",
    "tax",
    "veterans",
    "volunteer",
    "licences",
]
Source = Literal[Register, "bank", "self", "identity", "district", "calendar"]
ObjectKind = Literal["organisation", "licence", "child", "property", "deed", "place", "vehicle"]
"""What a service can be applied for: a register is asked about it by its number, together with who asks."""
SubjectKind = Literal["person", "case", "account", ObjectKind]
"""Whose property an attribute is. `case`: an answer of the form; `account`: the payee account of the case."""
OBJECT_KINDS: frozenset[str] = frozenset(get_args(ObjectKind))
Derivation = Literal["completed_years", "today"]
Trouble = Literal["contradiction", "silent", "expired", "coarse", "malformed", "absent"]


class AttributeOption(Struct, frozen=True, forbid_unknown_fields=True):
    """Allowed value of a code, with its label."""

    value: str
    label: str


class Derived(Struct, frozen=True, forbid_unknown_fields=True):
    """How an attribute is computed from another one and a date."""

    by: Derivation
    of: str = ""
    label: str = ""


class Attribute(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Property of a person or of a thing applied for, declared once in the dictionary."""

    name: str
    label: str
    kind: Kind
    source: Source
    question: str
    unit: str = ""
    sensitivity: Sensitivity = "personal"
    visible_to: tuple[Reader, ...] = ("resident", "officer")
    fresh_for_days: int | None = None
    derived: Derived | None = None
    options: tuple[AttributeOption, ...] = ()
    changes: bool = False
    subject: SubjectKind = "person"

    @property
    def of_object(self) -> bool:
        """True for a property of the thing applied for: it is never in anybody's profile and never in the population."""
        return self.subject in OBJECT_KINDS

    def label_of(self, value: str) -> str:
        """Return the label of a code; the code itself if it has none."""
        return _labels(self.options).get(value, value)


_KNOWN: dict[int, tuple[tuple[AttributeOption, ...], dict[str, str]]] = {}
MOST_KNOWN = 4096


def _labels(options: tuple[AttributeOption, ...]) -> dict[str, str]:
    """Return the labels of options by value, made once for each tuple of options (hashing it would cost more than a search)."""
    known = _KNOWN.get(id(options))
    if known is not None and known[0] is options:
        return known[1]
    if len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.clear()
    labels = {option.value: option.label for option in reversed(options)}
    _KNOWN[id(options)] = (options, labels)
    return labels


Dictionary = Mapping[str, Attribute]


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"since": "from"}):
    """Entry of a list with a period: benefit, licence, child; both dates inclusive, None: open."""

    kind: str
    since: date | None = None
    until: date | None = None
    number: str = ""
    band: str = ""


Value = bool | int | date | str | tuple[str, ...] | tuple[Record, ...] | None


class Fact(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Value with source and date; `trouble` says why it is unusable.

    No value and no trouble: the source answered that it has no record (read as trouble "absent").

    Decoded from JSON the value is still raw (a date is a string): `backend.rules.facts.read_facts` settles it by kind.
    """

    value: Any = None
    source: str
    as_of: date
    expires: date | None = None
    trouble: Trouble | None = None
    asked_at: datetime | None = None
    also: tuple[str, ...] = ()


Facts = Mapping[str, Fact]
