"""Parse rule files: TOML to validated rules and test cases; all errors are reported together."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from backend.rules.bounds import FINAL_DAY, FIRST_DAY, MOST_AMOUNT, MOST_MONTHS
from backend.rules.diagnostics import (
    Diagnostic,
    RuleFileError,
    SourceLocation,
    collect_diagnostics,
    convert_table,
    mistake_text,
)
from backend.rules.facts import InvalidFacts, read_facts
from backend.rules.parse_annotations import answers_declared, beginning, laws_apart
from backend.rules.parse_condition import read_condition, read_conditions
from backend.rules.rule import (
    Expect,
    FirstMonth,
    GrantRule,
    Obligation,
    Period,
    Provenance,
    Rule,
    RuleFile,
    RuleObject,
    RuleTestCase,
    StoryCase,
)
from backend.rules.toml_lines import lines_of
from backend.rules.types import Attribute, Dictionary
from backend.rules.units import YUAN

SYNTAX_LINE = re.compile(r"at line (\d+)")


class _File(Struct, forbid_unknown_fields=True):
    rule: list[dict[str, Any]]
    enabled: bool = False
    note: str = ""
    given: dict[str, Any] = {}
    case: list[dict[str, Any]] = []
    answer: dict[str, Any] = {}
    unread: tuple[str, ...] = ()
    story: tuple[StoryCase, ...] = ()


class _Rule(Struct, forbid_unknown_fields=True):
    basis: str
    provenance: Provenance
    require: list[Any]
    valid_from: date | None = None
    valid_from_source: str | UnsetType = UNSET
    known_from: date | None = None
    object: tuple[RuleObject, ...] | UnsetType = UNSET
    valid_to: date | None = None
    grant: list[Any] = []
    obligation: list[Any] = []
    note: str = ""


class _Grant(Struct, forbid_unknown_fields=True):
    when: dict[str, Any] | None = None
    says: str = ""
    monthly_yuan: int | None = None
    yearly_yuan: int | None = None
    once_yuan: int | None = None
    amount: int | None = None
    unit: str = ""
    period: Period | None = None
    first_month: FirstMonth | None = None
    for_months: int | None = None
    until: str = ""


class _Case(Struct, forbid_unknown_fields=True):
    name: str
    on: date
    expect: dict[str, Any]
    facts: dict[str, Any] = {}
    without: list[str] = []


def read_rule_file(path: Path, dictionary: Dictionary) -> RuleFile:
    """Read the rules and test cases of one service; the file name is the service code. Raises RuleFileError."""
    return read_rules(path.read_text("utf-8"), dictionary, str(path), path.stem)


def read_rules(source: str, dictionary: Dictionary, file: str, service: str) -> RuleFile:
    """Parse the text of a rule file."""
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        told = SYNTAX_LINE.search(str(error))
        line = int(told[1]) if told else max(1, len(source.splitlines()))
        raise RuleFileError([Diagnostic(file, line, "TOML", mistake_text("syntax", detail=str(error)))]) from error
    return read_tables(tables, dictionary, SourceLocation(file, lines_of(source)), service)


def read_tables(tables: Mapping[str, Any], dictionary: Dictionary, at: SourceLocation, service: str) -> RuleFile:
    """Parse a document that is already a table (TOML, or JSON with dates as strings)."""
    file = convert_table(_File, tables, at)
    if not file.rule:
        raise at.mistake("no_rule")
    found: list[Diagnostic] = []
    words = {**dictionary, **answers_declared(file.answer, at)}
    rules = [collect_diagnostics(found, read_rule, raw, at / "rule" / i, words) for i, raw in enumerate(file.rule)]
    cases = [
        collect_diagnostics(found, _case, raw, at / "case" / i, words, file.given) for i, raw in enumerate(file.case)
    ]
    if found:
        raise RuleFileError(found)
    return RuleFile(
        service=service,
        enabled=file.enabled,
        rules=tuple(rule for rule in rules if rule is not None),
        cases=tuple(case for case in cases if case is not None),
        unread=file.unread,
        stories=file.story,
        declared=tuple(file.answer),
    )


def read_rule(raw: Any, at: SourceLocation, dictionary: Dictionary) -> Rule:
    """Parse one dated version of a rule."""
    table = convert_table(_Rule, raw, at)
    found: list[Diagnostic] = []
    conditions, laws = laws_apart(table.require)
    require = collect_diagnostics(found, read_conditions, conditions, at / "require", dictionary)
    grants = [
        collect_diagnostics(found, _grant, one, at / "grant" / i, dictionary) for i, one in enumerate(table.grant)
    ]
    owed = [
        collect_diagnostics(found, _obligation, one, at / "obligation" / i) for i, one in enumerate(table.obligation)
    ]
    if not require and not found:
        found.append((at / "require").mistake("no_requirement").mistakes[0])
    begins, start = collect_diagnostics(found, beginning, table, at) or (date.min, UNSET)
    for name, day in (("valid_from", begins), ("valid_to", table.valid_to)):
        if day is not None and not FIRST_DAY <= day <= FINAL_DAY and not found:
            wrong = (at / name).mistake("day_out_of_range", earliest=str(FIRST_DAY.year), latest=str(FINAL_DAY.year))
            found.append(wrong.mistakes[0])
    if table.valid_to is not None and table.valid_to < begins:
        found.append((at / "valid_to").mistake("ends_before_start").mistakes[0])
    if found:
        raise RuleFileError(found)
    return Rule(
        valid_from=begins,
        valid_to=table.valid_to,
        basis=table.basis,
        provenance=table.provenance,
        require=require or (),
        note=table.note,
        grant=tuple(one for one in grants if one is not None),
        obligation=tuple(one for one in owed if one is not None),
        objects=table.object,
        start=start,
        laws=laws,
    )


def _grant(raw: Any, at: SourceLocation, dictionary: Dictionary) -> GrantRule:
    table = convert_table(_Grant, raw, at)
    amount, unit, period = _amount(table, at)
    if amount is not None and not 1 <= amount <= MOST_AMOUNT:
        raise at.mistake("amount_out_of_range", most=MOST_AMOUNT)
    if table.for_months is not None and not 1 <= table.for_months <= MOST_MONTHS:
        raise (at / "for_months").mistake("months_out_of_range", most=MOST_MONTHS)
    if table.first_month is not None and period != "month":
        raise (at / "first_month").mistake("first_month_unfit")
    return GrantRule(
        when=None if table.when is None else read_condition(table.when, at / "when", dictionary),
        says=table.says,
        amount=amount,
        unit=unit,
        period=period,
        first_month=table.first_month,
        for_months=table.for_months,
        until=_until(table.until, at / "until", dictionary),
    )


def _amount(table: _Grant, at: SourceLocation) -> tuple[int | None, str, Period | None]:
    yuan: dict[Period, int | None] = {"month": table.monthly_yuan, "year": table.yearly_yuan, "once": table.once_yuan}
    told = [(amount, period) for period, amount in yuan.items() if amount is not None]
    if len(told) + (table.amount is not None) > 1:
        raise at.mistake("one_amount", ("monthly_yuan", "yearly_yuan", "once_yuan", "amount + unit + period"))
    if told:
        return told[0][0], YUAN, told[0][1]
    if table.amount is not None and not (table.unit and table.period):
        raise at.mistake("amount_incomplete")
    return table.amount, table.unit, table.period


def _until(name: str, at: SourceLocation, dictionary: Dictionary) -> Attribute | None:
    if not name:
        return None
    attribute = dictionary.get(name)
    if attribute is None or attribute.kind != "date" or attribute.derived is not None:
        raise at.mistake("not_a_date_attribute", [one.name for one in dictionary.values() if one.kind == "date"])
    return attribute


def _obligation(raw: Any, at: SourceLocation) -> Obligation:
    owed = convert_table(Obligation, raw, at)
    if bool(owed.months) == (owed.after is not None):
        raise at.mistake("months_or_after")
    if not all(1 <= month <= 12 for month in owed.months):
        raise (at / "months").mistake("no_month")
    return owed


def _case(raw: Any, at: SourceLocation, dictionary: Dictionary, given: dict[str, Any]) -> RuleTestCase:
    table = convert_table(_Case, raw, at)
    facts = {name: value for name, value in {**given, **table.facts}.items() if name not in table.without}
    try:
        read_facts(facts, dictionary, "sample", table.on)
    except InvalidFacts as error:
        raise (at / "facts").mistake("case_facts", detail=str(error)) from error
    expect = convert_table(Expect, _expected(table.expect), at / "expect")
    return RuleTestCase(name=table.name, on=table.on, facts=msgspec.to_builtins(facts), expect=expect)


def _expected(raw: dict[str, Any]) -> dict[str, Any]:
    """Parse the expectation of a test case; amounts may be written as in a grant."""
    for key, period in (("monthly_yuan", "month"), ("yearly_yuan", "year"), ("once_yuan", "once")):
        if key in raw:
            rest = {name: value for name, value in raw.items() if name != key}
            return {**rest, "amount": raw[key], "period": period}
    return raw
