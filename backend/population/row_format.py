"""Binary format of one person in the index table: fixed bytes for plain values, a tail for values with a period. Pure.

What is written down does not depend on a day. It is what the sources say if each, asked again, said the same; where it does
depend on the day that one of several answers ends, the answers themselves are kept (`odd`) and settled for each day.
"""

import struct
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal, cast
from zlib import crc32

import msgspec
import numpy as np
from msgspec import Struct

from backend.registers.attributes import attributes
from backend.residents.profile_facts import ProfileFacts, as_fact, read_entries
from backend.rules.columns import encode, ends
from backend.rules.types import Attribute, Dictionary, Fact, Kind, Record, Value

CODES: dict[Kind, str] = {"codes": "Q", "division": "q", "date": "i", "number": "i", "code": "B", "yes_no": "B"}
TYPES: dict[str, str] = {"Q": "<u8", "q": "<i8", "i": "<i4", "B": "u1"}
SORTED = "QqiB"  # the wide ones first, so that each stands where its type wants to
ENTRY = struct.Struct("<iBBHii")  # place, attribute, option, nothing, first day, last day
ENTRY_TYPE = np.dtype([
    ("place", "<i4"), ("attribute", "u1"), ("option", "u1"), ("", "<u2"), ("since", "<i4"), ("until", "<i4"),
])  # fmt: skip
VALUE_ENDS = 255  # in place of an option: the last day on which a value counts


class EncodedRow(Struct, frozen=True):
    """Encoded person: plain values, values with a period, and answers to be merged again for each day."""

    record: bytes
    entries: bytes | None
    odd: dict[str, Any] | None


class DatedValue(Struct, frozen=True):
    """Value of an attribute (None: unknown) and the last day on which it counts."""

    value: Value = None
    until: date | None = None


NOT_KNOWN = DatedValue()


class RowFormat:
    """Position of each attribute in a record; each dictionary has its own format, told apart by `number`."""

    def __init__(self, dictionary: Dictionary) -> None:
        stored = [one for one in dictionary.values() if one.derived is None and not one.of_object]
        self.plain = sorted((one for one in stored if one.kind in CODES), key=lambda one: SORTED.index(CODES[one.kind]))
        self.names = (*(one.name for one in self.plain), *(one.name for one in stored if one.kind not in CODES))
        self.stored = {name: dictionary[name] for name in self.names}
        self.options = {name: {one.value: at for at, one in enumerate(a.options)} for name, a in self.stored.items()}
        self.known_bytes = (len(self.names) + 7) // 8
        self.packed = struct.Struct(f"<{''.join(CODES[one.kind] for one in self.plain)}{self.known_bytes}s")

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """Record type for numpy."""
        fields = [(one.name, TYPES[CODES[one.kind]]) for one in self.plain]
        return np.dtype([*fields, ("known", "u1", (self.known_bytes,))])

    @cached_property
    def number(self) -> int:
        """Number of this format; fits PostgreSQL's integer."""
        said = [(one.name, one.kind, [option.value for option in one.options]) for one in self.stored.values()]
        return crc32(msgspec.json.encode(said)) - 2**31

    def write(self, place: int, profile: ProfileFacts) -> EncodedRow:
        """Encode a profile."""
        values, known, entries, odd = [0] * len(self.plain), 0, bytearray(), {}
        for at, (name, attribute) in enumerate(self.stored.items()):
            raw = profile.get(name)
            found = NOT_KNOWN if raw is None else dated_value(attribute, raw)
            if found == "odd":
                odd[name] = raw
            elif found.value is not None:
                known |= 1 << at
                if at < len(values):
                    values[at] = self.encoded(attribute, found.value)
                entries += self._entries(place, at, found)
        packed = self.packed.pack(*values, known.to_bytes(self.known_bytes, "little"))
        return EncodedRow(packed, bytes(entries) or None, odd or None)

    def encoded(self, attribute: Attribute, value: Value) -> int:
        """Encode one plain value as a number."""
        match attribute.kind:
            case "division":
                return int(cast(str, value))
            case "code":
                return self.options[attribute.name][cast(str, value)]
        return encode(attribute, value, ())

    def _entries(self, place: int, at: int, found: DatedValue) -> bytes:
        written = b""
        if found.until is not None:
            written += ENTRY.pack(place, at, VALUE_ENDS, 0, 0, found.until.toordinal())
        name = self.names[at]
        if self.stored[name].kind == "records":
            for record in cast(tuple[Record, ...], found.value):
                written += ENTRY.pack(place, at, self.options[name][record.kind], 0, *ends(record))
        return written


@cache
def row_format() -> RowFormat:
    """Return the format of the shipped dictionary."""
    return RowFormat(attributes())


def dated_value(attribute: Attribute, raw: Any) -> DatedValue | Literal["odd"]:
    """Merge answers to one value for all days if possible; "odd" if the result changes when one of them expires."""
    try:
        told = [as_fact(attribute, one, again=True) for one in read_entries(raw)]
    except (
        msgspec.ValidationError
    ):  # one profile that can't be read is one person not known, not a district without an index
        return NOT_KNOWN
    known = [fact for fact in told if fact.trouble is None and fact.value is not None]
    if not known:
        return NOT_KNOWN
    if all(fact.value == known[0].value for fact in known):
        return DatedValue(known[0].value, _last(known))
    return NOT_KNOWN if all(fact.expires is None for fact in known) else "odd"


def _last(facts: list[Fact]) -> date | None:
    ends = [fact.expires for fact in facts]
    return None if None in ends else max(cast(list[date], ends))
