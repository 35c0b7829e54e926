"""Gaps, overlaps and dead rows are found in every rule that is broken on purpose, each with a person to whom it happens; none in ours."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import pytest
from msgspec.structs import replace

from backend.catalogue.load import RULES
from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.answer import is_true
from backend.rules.conditions import AllOf, AnyOf, Atom, Not
from backend.rules.examples import find_person
from backend.rules.gaps import find_gaps
from backend.rules.grants import first_matching_grant
from backend.rules.missing_facts import with_values
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import GrantRule, Rule, in_force

D = attributes()
FILES = [read_rule_file(path, D) for path in sorted(RULES.glob("*.toml"))]
SOME, MANY = Atom(D["volunteer_hours"], c.AtLeast(80)), Atom(D["volunteer_hours"], c.AtLeast(90))
QUEUING = Atom(D["rental_queue_number"], c.AtMost(5))  # no rule asks about either, so that each mutant is a defect
MONEY = GrantRule(amount=300, unit="元", period="month")
OTHER = replace(MONEY, amount=500)


def mutants(rule: Rule) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """Break a rule in every way that the search knows, by what it must find."""
    last = rule.grant[-1]
    first = next(one for one in rule.require if isinstance(one, Atom))
    yield "no_grant", (replace(rule, grant=(*rule.grant[:-1], replace(last, when=QUEUING))),)
    yield "never_reached", (replace(rule, grant=(*rule.grant, replace(MONEY, when=SOME))),)
    yield "never_reached", (replace(rule, grant=(replace(MONEY, when=SOME), replace(OTHER, when=MANY), *rule.grant)),)
    yield "never_reached", (replace(rule, grant=(replace(OTHER, when=Not(first)), *rule.grant)),)
    yield "overlap", (replace(rule, grant=(replace(MONEY, when=SOME), replace(OTHER, when=QUEUING), *rule.grant)),)
    yield "nobody", (replace(rule, require=(*rule.require, Not(first, "相反")), laws=()),)
    yield "idle", (replace(rule, require=(*rule.require, replace(first, says="再问一遍")), laws=()),)
    wide = AnyOf((SOME, MANY), "两种情况")
    yield "idle_way", (replace(rule, require=(*rule.require, wide), laws=()),)
    ended = replace(rule, valid_to=rule.valid_from + timedelta(30))
    yield "no_version", (ended, replace(rule, valid_from=rule.valid_from + timedelta(40)))
    yield "two_versions", (ended, replace(rule, valid_from=rule.valid_from + timedelta(20)))


def happens(kind: str, rules: tuple[Rule, ...], person: dict[str, object], on: date) -> bool:
    """Check on the evaluator that the example is one."""
    rule, facts = in_force(rules, on), with_values({}, person, on)
    if kind in ("no_version", "two_versions", "nobody", "idle", "idle_way"):
        return True
    assert rule is not None
    met = is_true(AllOf(rule.require), facts, on)
    if kind == "no_grant":
        return met is True and first_matching_grant(rule.grant, facts, on) == (None, True)
    if kind == "overlap":
        return met is True and sum(is_true(one.when or AllOf(()), facts, on) is True for one in rule.grant) >= 2
    return True


def test_our_own_rules_have_none() -> None:
    assert {file.service: find_gaps(file.rules) for file in FILES if find_gaps(file.rules)} == {}


def check(files: list[object], most: int) -> int:
    """Look for each seeded defect; returns their number."""
    seeded = 0
    for file in files:
        for kind, rules in islice(mutants(file.rules[-1]), most):
            found = [one for one in find_gaps(rules) if one.kind == kind]
            assert found, (file.service, kind)
            assert all(happens(kind, rules, dict(one.person), one.on) for one in found), (file.service, kind)
            seeded += 1
    return seeded


def test_every_kind_of_defect_is_found() -> None:
    assert check(FILES[6:8], 10) == 20


@pytest.mark.nightly("properties")
def test_every_seeded_defect_in_every_rule_is_found() -> None:
    assert check(FILES, 10) >= 400


def test_a_person_is_found_or_proved_not_to_be() -> None:
    on = date(2026, 11, 23)
    person = find_person([(SOME, True), (MANY, False)], on)
    assert person is not None
    assert 80 <= person["volunteer_hours"] < 90
    assert find_person([(SOME, False), (MANY, True)], on) is None
    lacks = [Atom(D["benefits"], c.Lacks(option.value)) for option in D["benefits"].options[:7]]
    person = find_person([(lacks[6], False), *((one, True) for one in lacks[:6])], on)
    assert person is not None, "the seventh kind of a list is looked at too"
