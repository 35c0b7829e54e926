"""Closed vocabulary of comparisons: the kinds each applies to, and its result for one value."""

from datetime import date, timedelta
from typing import ClassVar, cast

from msgspec import Struct

from backend.rules import calendar_periods
from backend.rules.durations import Duration, has_started, is_active
from backend.rules.types import Kind, Record, Value

ALL_KINDS: frozenset[Kind] = frozenset(("date", "number", "code", "codes", "division", "yes_no", "records", "text"))


class Comparator(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all comparisons.

    Each has `holds(value, on)`: yes, no, or not known (for a value too coarse to tell); only asked for a known value of
    one of its `kinds`.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset()


class IsKnown(Comparator, frozen=True, tag="known"):
    """The value is known; never false, so that a missing fact can't count as an answer."""

    kinds: ClassVar[frozenset[Kind]] = ALL_KINDS

    def holds(self, value: Value, on: date) -> bool | None:
        return True


class Is(Comparator, frozen=True, tag="is"):
    """The value equals this."""

    kinds: ClassVar[frozenset[Kind]] = frozenset(("code", "number", "yes_no"))
    value: bool | int | str

    def holds(self, value: Value, on: date) -> bool | None:
        return value == self.value


class OneOf(Comparator, frozen=True, tag="one_of"):
    """The value is one of these."""

    kinds: ClassVar[frozenset[Kind]] = frozenset(("code", "number"))
    values: tuple[int | str, ...]

    def holds(self, value: Value, on: date) -> bool | None:
        return value in self.values


class _Number(Comparator, frozen=True):
    kinds: ClassVar[frozenset[Kind]] = frozenset(("number",))
    number: int


class AtLeast(_Number, frozen=True, tag="at_least"):
    """The number is at least this."""

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(int, value) >= self.number


class AtMost(_Number, frozen=True, tag="at_most"):
    """The number is at most this."""

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(int, value) <= self.number


class MoreThan(_Number, frozen=True, tag="more_than"):
    """The number is greater than this."""

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(int, value) > self.number


class LessThan(_Number, frozen=True, tag="less_than"):
    """The number is less than this."""

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(int, value) < self.number


class _Date(Comparator, frozen=True):
    kinds: ClassVar[frozenset[Kind]] = frozenset(("date",))


class Before(_Date, frozen=True, tag="before"):
    """The date is before this day."""

    day: date

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(date, value) < self.day


class Since(_Date, frozen=True, tag="since"):
    """The date is on or after this day."""

    day: date

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(date, value) >= self.day


class NotPassed(_Date, frozen=True, tag="not_passed"):
    """The date is today or later."""

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(date, value) >= on


class Reached(_Date, frozen=True, tag="reached"):
    """The date is today or earlier."""

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(date, value) <= on


class AtLeastAgo(_Date, frozen=True, tag="at_least_ago"):
    """The period counted from the date is complete."""

    span: Duration

    def holds(self, value: Value, on: date) -> bool | None:
        return self.span.after(cast(date, value)) <= on


class WithinLast(_Date, frozen=True, tag="within_last"):
    """The date has come, and the period counted from it isn't over; its last day is included."""

    span: Duration

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(date, value) <= on <= self.span.after(cast(date, value))


class WithinNext(_Date, frozen=True, tag="within_next"):
    """The date is within the period counted from today."""

    span: Duration

    def holds(self, value: Value, on: date) -> bool | None:
        return on <= cast(date, value) <= self.span.after(on)


class BeforeAnniversary(_Date, frozen=True, tag="before_anniversary"):
    """At most this many days remain until the next anniversary of the date, which is included."""

    days: int

    def holds(self, value: Value, on: date) -> bool | None:
        return calendar_periods.next_anniversary(cast(date, value), on) - on <= timedelta(days=self.days)


class InMonth(_Date, frozen=True, tag="in_month"):
    """The date is in one of these months of the year (1 to 12)."""

    months: tuple[int, ...]

    def holds(self, value: Value, on: date) -> bool | None:
        return cast(date, value).month in self.months


class Within(Comparator, frozen=True, tag="within"):
    """The division is inside one of these; a code too short to decide is unknown."""

    kinds: ClassVar[frozenset[Kind]] = frozenset(("division",))
    divisions: tuple[str, ...]

    def holds(self, value: Value, on: date) -> bool | None:
        place = cast(str, value)
        if any(place.startswith(division) for division in self.divisions):
            return True
        return None if any(division.startswith(place) for division in self.divisions) else False


class _Member(Comparator, frozen=True):
    kinds: ClassVar[frozenset[Kind]] = frozenset(("records", "codes"))
    option: str


class Has(_Member, frozen=True, tag="has"):
    """The set contains this option, or a record of this kind is active on the date."""

    def holds(self, value: Value, on: date) -> bool | None:
        return _has(self.option, value, on)


class Lacks(_Member, frozen=True, tag="lacks"):
    """The set doesn't contain this option, and no record of this kind is active on the date."""

    def holds(self, value: Value, on: date) -> bool | None:
        return not _has(self.option, value, on)


class Had(_Member, frozen=True, tag="had"):
    """A record of this kind is active on the date or was before."""

    kinds: ClassVar[frozenset[Kind]] = frozenset(("records",))

    def holds(self, value: Value, on: date) -> bool | None:
        records = cast(tuple[Record, ...], value)
        return any(record.kind == self.option and has_started(record, on) for record in records)


class _Count(Comparator, frozen=True):
    kinds: ClassVar[frozenset[Kind]] = frozenset(("records", "codes"))
    number: int


class CountAtLeast(_Count, frozen=True, tag="count_at_least"):
    """The set has at least this many options, or this many records are active."""

    def holds(self, value: Value, on: date) -> bool | None:
        return _count(value, on) >= self.number


class CountAtMost(_Count, frozen=True, tag="count_at_most"):
    """The set has at most this many options, or this many records are active."""

    def holds(self, value: Value, on: date) -> bool | None:
        return _count(value, on) <= self.number


def _has(option: str, value: Value, on: date) -> bool:
    members = cast(tuple[str | Record, ...], value)
    return any(
        member == option if isinstance(member, str) else member.kind == option and is_active(member, on)
        for member in members
    )


def _count(value: Value, on: date) -> int:
    members = cast(tuple[str | Record, ...], value)
    return sum(isinstance(member, str) or is_active(member, on) for member in members)


Compare = (
    IsKnown | Is | OneOf | AtLeast | AtMost | MoreThan | LessThan | Before
    | Since | NotPassed | Reached | AtLeastAgo | WithinLast | WithinNext | BeforeAnniversary | InMonth
    | Within | Has | Lacks | Had | CountAtLeast | CountAtMost
)  # fmt: skip
