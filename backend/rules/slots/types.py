"""Types of a condition as a form: what an input holds, and what was typed into it."""

from typing import Literal

from msgspec import Struct

SlotKind = Literal[
    "none", "number", "numbers", "day", "span", "days", "months", "option", "options", "places", "yes_no"
]
ComparisonKey = Literal[
    "is", "one_of", "known", "at_least", "at_most", "more_than", "less_than", "before", "since", "not_passed", "at_least_ago",
    "within_last", "within_next", "reached", "before_anniversary", "in_month", "within", "has", "lacks", "had", "count_at_least",
    "count_at_most",
]  # fmt: skip
"""The keys of `parse_condition.COMPARATORS`."""


class SlotChoice(Struct, frozen=True):
    """Option of a closed list: its value and its words."""

    value: str
    label: str


class ComparisonChoice(Struct, frozen=True):
    """Comparison that an attribute allows: its key in a rule file, its words, and the kind of input beside it."""

    key: str
    words: str
    slot: SlotKind


class TypedCondition(Struct, frozen=True, kw_only=True):
    """Comparison of one attribute as texts, the way inputs hold it; what its comparison doesn't take stays empty.

    `text`: a number, day, option, yes or no, or a list written with 、; `years`, `months`, `days`: a span; `chosen`: options ticked.
    """

    attribute: str
    compare: str
    text: str = ""
    years: str = ""
    months: str = ""
    days: str = ""
    chosen: tuple[str, ...] = ()


class SlotError(Struct, frozen=True):
    """Why a slot can't be read; `slot` names the input that mends it: attribute, compare, text or chosen."""

    slot: Literal["attribute", "compare", "text", "chosen"]
    says: str
