"""A condition in one sentence for those who write rules; the sentence that residents read is the condition's own `says`."""

from collections.abc import Callable
from typing import Any, Literal

from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules import wording
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson
from backend.rules.durations import Duration
from backend.rules.slots.comparisons import slot_of
from backend.rules.slots.types import SlotKind
from backend.rules.types import Attribute

Alone = Literal["known", "not_passed", "reached", "holds", "holds_not"]
Compared = Literal[
    "is", "one_of", "at_least", "completed", "at_most", "more_than", "less_than", "before", "since", "at_least_ago", "within_last",
    "within_next", "before_anniversary", "in_month", "within", "has", "lacks", "had", "count_at_least", "count_at_most",
]  # fmt: skip
_messages = Messages.beside(__file__)
ALONE = _messages.texts("alone", Audience.OFFICER, members=Alone)
COMPARED = _messages.texts("compared", Audience.OFFICER, members=Compared)
JOINED, SPAN = _messages.texts("joined", Audience.OFFICER), _messages.texts("span", Audience.OFFICER)


def condition_sentence(condition: Condition) -> str:
    """Say a condition, its parts in the order written."""
    if isinstance(condition, Atom):
        return _comparison(condition)
    if isinstance(condition, NeedsPerson):
        return JOINED("for_a_person", reason=condition.reason)
    if isinstance(condition, AllOf | AnyOf):
        parts = [condition_sentence(one) for one in condition.parts]
        return JOINED("all", parts=parts) if isinstance(condition, AllOf) else JOINED("any", parts=parts)
    return JOINED("not", part=condition_sentence(condition.part))


def _comparison(atom: Atom) -> str:
    attribute, key = atom.attribute, str(atom.compare.__struct_config__.tag)
    slot = slot_of(attribute, key)
    if slot == "none":
        return ALONE(key, label=attribute.label)
    value = getattr(atom.compare, atom.compare.__struct_fields__[0])
    if slot == "yes_no":
        return ALONE("holds" if value else "holds_not", label=attribute.label)
    if key == "at_least" and attribute.derived is not None:
        return COMPARED("completed", label=attribute.label, value=str(value))
    return COMPARED(key, label=attribute.label, value=OPERANDS[slot](attribute, value))


def _value(attribute: Attribute, value: int | str) -> str:
    if attribute.options or isinstance(value, str):
        return attribute.label_of(str(value))
    return f"{formats.number(value)}{attribute.unit if attribute.kind == 'number' else ''}"


def span_words(span: Duration) -> str:
    """Say a span: 1年6个月."""
    return SPAN("whole", years=span.years or None, months=span.months or None, days=span.days or None)


def _values(attribute: Attribute, values: Any) -> str:
    return formats.listed(_value(attribute, one) for one in values)


OPERANDS: dict[SlotKind, Callable[[Attribute, Any], str]] = {
    "number": _value,
    "option": _value,
    "days": _value,
    "numbers": _values,
    "options": _values,
    "months": _values,
    "day": lambda attribute, value: formats.day(value),
    "span": lambda attribute, value: span_words(value),
    "places": lambda attribute, values: formats.listed(wording.place(one) for one in values),
}
