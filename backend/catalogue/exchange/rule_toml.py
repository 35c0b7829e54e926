"""Write rules as a TOML rule file; reading it again gives equal rules."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import fields

from backend.catalogue.exchange.column_labels import YUAN as MONEY
from backend.catalogue.exchange.service_toml import text
from backend.rules.comparators import Compare, IsKnown, NotPassed, Reached
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson, Not
from backend.rules.durations import Duration
from backend.rules.rule import ANSWER, Expect, GrantRule, Obligation, Rule, RuleObject, RuleTestCase, attributes_of
from backend.rules.types import Attribute

YUAN = {"month": "monthly_yuan", "year": "yearly_yuan", "once": "once_yuan"}


def rules_text(rules: Sequence[Rule], enabled: bool, cases: Sequence[RuleTestCase] = ()) -> str:
    """Return the rule file text of these rules and cases."""
    lines = [f"enabled = {_value(enabled)}"]
    for one in attributes_of(rules):
        if one.name.startswith(ANSWER):
            lines += ["", f"[answer.{one.name.removeprefix(ANSWER)}]", *_answer(one)]
    for rule in rules:
        lines += ["", "[[rule]]", *_rule(rule)]
    for case in cases:
        lines += ["", "[[case]]", *(f"{key} = {_value(value)}" for key, value in _case(case).items())]
    return "\n".join(lines) + "\n"


def conditions_text(conditions: Iterable[Condition]) -> str:
    """Return the lines of `require` for these conditions, as `campaigns.audience.read_condition_text` reads them."""
    return ",\n".join(_inline(_condition(one)) for one in conditions)


def _answer(attribute: Attribute) -> Iterator[str]:
    yield f"label = {text(attribute.label)}"
    yield f"kind = {text(attribute.kind)}"
    if attribute.options:
        yield f"options = {_inline({one.value: one.label for one in attribute.options})}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{'known_from' if rule.start == '' else 'valid_from'} = {_value(rule.valid_from)}"
    if rule.start:
        yield f"valid_from_source = {text(rule.start)}"
    if rule.valid_to is not None:
        yield f"valid_to = {_value(rule.valid_to)}"
    yield f"basis = {text(rule.basis)}"
    yield f"provenance = {text(rule.provenance)}"
    if rule.note:
        yield f"note = {text(rule.note)}"
    if rule.objects:
        yield from ("object = [", *(f"  {_inline(_object(one))}," for one in rule.objects), "]")
    laws = rule.laws or ("",) * len(rule.require)
    clauses = ({**_condition(c), **({"law": law} if law else {})} for c, law in zip(rule.require, laws, strict=True))
    yield from ("require = [", *(f"  {_inline(clause)}," for clause in clauses), "]")
    if rule.grant:
        yield from ("grant = [", *(f"  {_inline(_grant(g))}," for g in rule.grant), "]")
    for owed in rule.obligation:
        yield from ("", "[[rule.obligation]]", *(f"{k} = {_value(v)}" for k, v in _obligation(owed).items()))


def _object(one: RuleObject) -> dict[str, Any]:
    named = {"name": one.name} if one.name else {}
    return {"kind": one.kind, "number": one.number, **named}


def _condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case Atom(attribute, compare, _):
            given = {"attribute": attribute.name, _key(compare): _operand(compare)}
        case AllOf(parts, _):
            given = {"all": [_condition(p) for p in parts]}
        case AnyOf(parts, _):
            given = {"any": [_condition(p) for p in parts]}
        case Not(part, _):
            given = {"not": _condition(part)}
        case NeedsPerson(reason, _):
            given = {"for_a_person": reason}
    return {**given, "says": condition.says} if condition.says else given


def _key(compare: Compare) -> str:
    """Return the word of a comparison in a rule file: its struct tag."""
    return str(compare.__struct_config__.tag)


def _operand(compare: Compare) -> Any:
    if isinstance(compare, IsKnown | NotPassed | Reached):
        return True
    operand = getattr(compare, fields(compare)[0].name)
    if isinstance(operand, Duration):
        return {f.name: n for f in fields(operand) if (n := getattr(operand, f.name))}
    return list(operand) if isinstance(operand, tuple) else operand


def _grant(grant: GrantRule) -> dict[str, Any]:
    given: dict[str, Any] = {} if grant.when is None else {"when": _condition(grant.when)}
    if grant.amount is not None and grant.period is not None and grant.unit == MONEY:
        given[YUAN[grant.period]] = grant.amount
    else:
        told = {"amount": grant.amount, "unit": grant.unit or None, "period": grant.period}
        given |= {k: v for k, v in told.items() if v is not None}
    rest = {"says": grant.says or None, "first_month": grant.first_month, "for_months": grant.for_months}
    given |= {k: v for k, v in rest.items() if v is not None}
    return {**given, "until": grant.until.name} if grant.until is not None else given


def _obligation(owed: Obligation) -> dict[str, Any]:
    given = {f.name: getattr(owed, f.name) for f in fields(owed) if f.required or getattr(owed, f.name) != f.default}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in given.items()}


def _case(case: RuleTestCase) -> dict[str, Any]:
    facts = {"facts": without_none(case.facts)} if case.facts else {}
    return {"name": case.name, "on": case.on, **facts, "expect": _expected(case.expect)}


def _expected(expect: Expect) -> dict[str, Any]:
    given = {f.name: getattr(expect, f.name) for f in fields(expect) if getattr(expect, f.name) not in (None, ())}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in given.items()}


def without_none(value: Any) -> Any:
    """Leave out what is open, such as the end of a running record: TOML has no word for it."""
    if isinstance(value, dict):
        return {key: without_none(one) for key, one in value.items() if one is not None}
    return [without_none(one) for one in value] if isinstance(value, list | tuple) else value


def _inline(table: dict[str, Any]) -> str:
    return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in table.items()) + " }"


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return text(value)
        case int() | float() | date():
            return str(value)
        case dict():
            return _inline(value)
    return f"[{', '.join(_value(one) for one in value)}]"
