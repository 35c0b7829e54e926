"""Parse a condition from a table of a rule file, checked against the attribute dictionary."""

from collections.abc import Callable
from datetime import date
from typing import Any

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules import comparators as c
from backend.rules.bounds import FINAL_DAY, FIRST_DAY, LONGEST_LIST, MOST_MONTHS, OLDEST
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson, Not
from backend.rules.diagnostics import Diagnostic, RuleFileError, SourceLocation, collect_diagnostics, convert_table
from backend.rules.durations import Duration
from backend.rules.facts import division_prefix
from backend.rules.types import Attribute, Dictionary

SEE_ATTRIBUTES = Messages.beside(__file__).take("see_attributes")
HEADS = ("attribute", "all", "any", "not", "for_a_person")
Operand = Callable[[Any, Attribute, SourceLocation], c.Compare]


def read_condition(raw: Any, at: SourceLocation, dictionary: Dictionary) -> Condition:
    """Parse one condition; raises RuleFileError."""
    if not isinstance(raw, dict):
        raise at.mistake("condition_not_a_table", HEADS)
    heads = [head for head in HEADS if head in raw]
    if len(heads) != 1:
        raise at.mistake("one_head", HEADS)
    says = _text(raw, "says", at)
    match heads[0]:
        case "attribute":
            return _comparison(raw, says, at, dictionary)
        case "not":
            _only(raw, ("not", "says"), at)
            return Not(read_condition(raw["not"], at / "not", dictionary), says)
        case "for_a_person":
            _only(raw, ("for_a_person", "says"), at)
            return NeedsPerson(_text(raw, "for_a_person", at), says)
    head = heads[0]
    _only(raw, (head, "says"), at)
    parts = _parts(raw[head], at / head, dictionary)
    return AllOf(parts, says) if head == "all" else AnyOf(parts, says)


def read_conditions(raw: Any, at: SourceLocation, dictionary: Dictionary) -> tuple[Condition, ...]:
    """Parse a list of conditions; all errors are raised together."""
    if not isinstance(raw, list):
        raise at.mistake("conditions_not_a_list")
    found: list[Diagnostic] = []
    read = [collect_diagnostics(found, read_condition, one, at / index, dictionary) for index, one in enumerate(raw)]
    if found:
        raise RuleFileError(found)
    return tuple(one for one in read if one is not None)


def _parts(raw: Any, at: SourceLocation, dictionary: Dictionary) -> tuple[Condition, ...]:
    parts = read_conditions(raw, at, dictionary)
    if not parts:
        raise at.mistake("empty_list")
    return parts


def _comparison(raw: dict[str, Any], says: str, at: SourceLocation, dictionary: Dictionary) -> Atom:
    name = raw["attribute"]
    attribute = dictionary.get(name) if isinstance(name, str) else None
    if attribute is None:
        raise (at / "attribute").mistake("unknown_attribute", _near(name, dictionary), name=name)
    keys = [key for key in raw if key not in ("attribute", "says")]
    fitting = allowed_comparators(attribute)
    if len(keys) != 1:
        raise at.mistake("one_comparison", fitting, count=len(keys))
    key = keys[0]
    if key not in fitting:
        if key in OPERANDS:
            raise (at / key).mistake("comparison_unfit", fitting, label=attribute.label, comparison=key)
        raise (at / key).mistake("unknown_comparison", fitting, comparison=key)
    return Atom(attribute, OPERANDS[key](raw[key], attribute, at / key), says)


def allowed_comparators(attribute: Attribute) -> tuple[str, ...]:
    """Return the comparisons that apply to an attribute's kind."""
    return tuple(key for key, compare in COMPARATORS.items() if attribute.kind in compare.kinds)


def _near(name: Any, dictionary: Dictionary) -> list[str]:
    start = str(name)[:3]
    return [known for known in dictionary if known.startswith(start)] or [SEE_ATTRIBUTES(Audience.OFFICER).text]


def _only(raw: dict[str, Any], allowed: tuple[str, ...], at: SourceLocation) -> None:
    for key in raw:
        if key not in allowed:
            raise (at / key).mistake("unknown_key", allowed, key=key)


def _text(raw: dict[str, Any], key: str, at: SourceLocation) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise (at / key).mistake("not_a_sentence")
    return value


def _value(raw: Any, attribute: Attribute, at: SourceLocation) -> bool | int | str:
    if attribute.kind == "yes_no" and isinstance(raw, bool):
        return raw
    if attribute.kind == "number":
        return _number(raw, attribute, at)
    if attribute.kind == "code":
        return _option(raw, attribute, at)
    raise at.mistake("wrong_value", ("true", "false"))


def _number(raw: Any, attribute: Attribute, at: SourceLocation) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise at.mistake("not_whole")
    if attribute.derived is not None and not 0 <= raw <= OLDEST:
        raise at.mistake("out_of_range", least=0, most=OLDEST)
    return raw


def _count(raw: Any, attribute: Attribute, at: SourceLocation) -> int:
    number = _number(raw, attribute, at)
    if not 0 <= number <= LONGEST_LIST:
        raise at.mistake("out_of_range", least=0, most=LONGEST_LIST)
    return number


def _option(raw: Any, attribute: Attribute, at: SourceLocation) -> str:
    options = [option.value for option in attribute.options]
    if raw not in options:
        raise at.mistake("unknown_option", options, label=attribute.label, value=raw)
    return str(raw)


def _list(raw: Any, at: SourceLocation) -> list[Any]:
    if not isinstance(raw, list) or not raw:
        raise at.mistake("not_a_filled_list")
    return raw


def _one_of(raw: Any, attribute: Attribute, at: SourceLocation) -> c.Compare:
    values = [_value(one, attribute, at / index) for index, one in enumerate(_list(raw, at))]
    return c.OneOf(tuple(values))


def _day(raw: Any, attribute: Attribute, at: SourceLocation) -> date:
    try:
        day = date.fromisoformat(raw) if isinstance(raw, str) else date(raw.year, raw.month, raw.day)
    except (ValueError, AttributeError) as error:
        raise at.mistake("not_a_day") from error
    if not FIRST_DAY.year <= day.year <= FINAL_DAY.year:
        raise at.mistake("day_out_of_range", earliest=str(FIRST_DAY.year), latest=str(FINAL_DAY.year))
    return day


def _span(raw: Any, attribute: Attribute, at: SourceLocation) -> Duration:
    span = convert_table(Duration, raw, at)
    if min(span.years, span.months, span.days) < 0 or span == Duration():
        raise at.mistake("no_span", ("years", "months", "days"))
    if span.years > OLDEST or span.full_months > MOST_MONTHS or span.days > OLDEST * 366:
        raise at.mistake("span_too_long", most=OLDEST)
    return span


def _months(raw: Any, attribute: Attribute, at: SourceLocation) -> tuple[int, ...]:
    months = [_number(one, attribute, at / index) for index, one in enumerate(_list(raw, at))]
    if not all(1 <= month <= 12 for month in months):
        raise at.mistake("no_month")
    return tuple(months)


def _days(raw: Any, attribute: Attribute, at: SourceLocation) -> int:
    days = _number(raw.get("days") if isinstance(raw, dict) and len(raw) == 1 else raw, attribute, at)
    if not 0 <= days <= 365:
        raise at.mistake("no_days")
    return days


def _divisions(raw: Any, attribute: Attribute, at: SourceLocation) -> tuple[str, ...]:
    try:
        return tuple(division_prefix(one) for one in _list([raw] if isinstance(raw, str) else raw, at))
    except (ValueError, TypeError) as error:
        raise at.mistake("not_a_division") from error


def _true(raw: Any, at: SourceLocation) -> None:
    if raw is not True:
        raise at.mistake("only_true", ("true",))


def _known(raw: Any, attribute: Attribute, at: SourceLocation) -> c.Compare:
    _true(raw, at)
    return c.IsKnown()


def _not_passed(raw: Any, attribute: Attribute, at: SourceLocation) -> c.Compare:
    _true(raw, at)
    return c.NotPassed()


def _reached(raw: Any, attribute: Attribute, at: SourceLocation) -> c.Compare:
    _true(raw, at)
    return c.Reached()


def _with(shape: Callable[[Any], c.Compare], read: Callable[[Any, Attribute, SourceLocation], Any]) -> Operand:
    return lambda raw, attribute, at: shape(read(raw, attribute, at))


OPERANDS: dict[str, Operand] = {
    "is": _with(c.Is, _value),
    "one_of": _one_of,
    "known": _known,
    "at_least": _with(c.AtLeast, _number),
    "at_most": _with(c.AtMost, _number),
    "more_than": _with(c.MoreThan, _number),
    "less_than": _with(c.LessThan, _number),
    "before": _with(c.Before, _day),
    "since": _with(c.Since, _day),
    "not_passed": _not_passed,
    "reached": _reached,
    "at_least_ago": _with(c.AtLeastAgo, _span),
    "within_last": _with(c.WithinLast, _span),
    "within_next": _with(c.WithinNext, _span),
    "before_anniversary": _with(c.BeforeAnniversary, _days),
    "in_month": _with(c.InMonth, _months),
    "within": _with(c.Within, _divisions),
    "has": _with(c.Has, _option),
    "lacks": _with(c.Lacks, _option),
    "had": _with(c.Had, _option),
    "count_at_least": _with(c.CountAtLeast, _count),
    "count_at_most": _with(c.CountAtMost, _count),
}
COMPARATORS: dict[str, type[c.Comparator]] = {
    "is": c.Is,
    "one_of": c.OneOf,
    "known": c.IsKnown,
    "at_least": c.AtLeast,
    "at_most": c.AtMost,
    "more_than": c.MoreThan,
    "less_than": c.LessThan,
    "before": c.Before,
    "since": c.Since,
    "not_passed": c.NotPassed,
    "at_least_ago": c.AtLeastAgo,
    "within_last": c.WithinLast,
    "within_next": c.WithinNext,
    "reached": c.Reached,
    "before_anniversary": c.BeforeAnniversary,
    "in_month": c.InMonth,
    "within": c.Within,
    "has": c.Has,
    "lacks": c.Lacks,
    "had": c.Had,
    "count_at_least": c.CountAtLeast,
    "count_at_most": c.CountAtMost,
}
