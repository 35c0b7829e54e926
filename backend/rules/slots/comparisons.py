"""What may be asked of an attribute: its comparisons, the kind of input for each, the closed lists to choose from."""

from functools import cache

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules.parse_condition import allowed_comparators
from backend.rules.slots.types import ComparisonChoice, ComparisonKey, SlotChoice, SlotKind
from backend.rules.types import Attribute
from backend.rules.wording import place_names

_messages = Messages.beside(__file__)
COMPARISON_WORDS = _messages.words("Comparison", ComparisonKey)
HOLDS = _messages.texts("choice", Audience.OFFICER)
SLOTS: dict[str, SlotKind] = {
    "known": "none", "not_passed": "none", "reached": "none", "at_least": "number", "at_most": "number", "more_than": "number",
    "less_than": "number", "count_at_least": "number", "count_at_most": "number", "before": "day", "since": "day",
    "at_least_ago": "span", "within_last": "span", "within_next": "span", "before_anniversary": "days", "in_month": "months",
    "within": "places", "has": "option", "lacks": "option", "had": "option",
}  # fmt: skip


def comparisons_of(attribute: Attribute) -> tuple[ComparisonChoice, ...]:
    """Return the comparisons that an attribute allows, in the order of the vocabulary."""
    return tuple(
        ComparisonChoice(key, words_of(attribute, key), slot_of(attribute, key))
        for key in allowed_comparators(attribute)
    )


def words_of(attribute: Attribute, key: str) -> str:
    """Say a comparison; “是” alone would stand before “是” or “否” twice."""
    return HOLDS("holds") if key == "is" and attribute.kind == "yes_no" else COMPARISON_WORDS[key]


def usual_comparison(attribute: Attribute) -> str:
    """Return the comparison to begin with: the first that compares with something."""
    allowed = comparisons_of(attribute)
    return next((one.key for one in allowed if one.slot != "none"), allowed[0].key)


def slot_of(attribute: Attribute, key: str) -> SlotKind:
    """Return the kind of input of a comparison: a coded attribute is chosen from its list, never typed."""
    if key == "one_of":
        return "options" if attribute.options else "numbers"
    if key == "is":
        return "yes_no" if attribute.kind == "yes_no" else "option" if attribute.options else "number"
    kind = SLOTS[key]
    return "option" if kind == "number" and attribute.kind == "number" and attribute.options else kind


def options_of(attribute: Attribute) -> tuple[SlotChoice, ...]:
    """Return the closed list of an attribute."""
    return tuple(SlotChoice(one.value, one.label) for one in attribute.options)


@cache
def places() -> tuple[SlotChoice, ...]:
    """Return the divisions that have a name, by code."""
    return tuple(SlotChoice(code, name) for code, name in sorted(place_names().items()))
