"""Every rule file agrees with its own cases, tries every side of its latest rule, and says nothing that can't be meant."""

from datetime import date
from pathlib import Path

import pytest

from backend.registers.attributes import attributes
from backend.rules.coverage import coverage_gaps
from backend.rules.diagnostics import SourceLocation
from backend.rules.lint import check_rule_file, lint
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import digest
from backend.rules.rule_tests import differing_expectations
from backend.rules.toml_lines import lines_of
from tests.support.each import each

FILES = sorted(Path("backend/catalogue/rules").glob("*.toml"))
SERVICES = [path.stem for path in FILES]
NAMED_IN_THE_SOURCE = {"FT0205001", "FT0205002", "FT0110009"}


@pytest.fixture(scope="module")
def rules():
    return {path.stem: read_rule_file(path, attributes()) for path in FILES}


@each("service", SERVICES)
def test_the_cases_come_out_as_written(rules, service):
    found = {case.name: differing_expectations(rules[service], case, attributes()) for case in rules[service].cases}
    assert found
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@each("service", SERVICES)
def test_the_cases_try_approval_person_unknown_and_every_boundary(rules, service):
    assert coverage_gaps(rules[service], attributes()) == ()


@each("path", FILES, ids=lambda path: path.stem)
def test_a_rule_file_has_nothing_to_mend(rules, path):
    assert check_rule_file(path, attributes()) == ()
    assert lint(rules[path.stem], SourceLocation(path.name, lines_of(path.read_text("utf-8")))) == ()


def test_only_the_services_named_in_the_source_decide_from_the_start(rules):
    assert {service for service, file in rules.items() if file.enabled} == NAMED_IN_THE_SOURCE


def test_there_is_a_rule_for_at_least_twenty_five_services(rules):
    assert len(rules) >= 25


@each(
    ("on", "age", "monthly"),
    [
        (date(2019, 9, 30), 70, 100),
        (date(2019, 9, 30), 80, 200),
        (date(2019, 9, 30), 90, 300),
        (date(2019, 9, 30), 100, 500),
        (date(2019, 10, 1), 70, 200),
        (date(2019, 10, 1), 80, 300),
        (date(2019, 10, 1), 90, 500),
        (date(2019, 10, 1), 100, 1000),
        (date(2026, 11, 10), 89, 300),
    ],
)
def test_the_allowance_pays_what_the_notices_say(rules, on, age, monthly):
    from backend.rules.decide import decide
    from backend.rules.facts import read_facts

    birth = on.replace(year=on.year - age)
    told = {
        "alive": True,
        "hukou": "440304",
        "birth_date": birth.isoformat(),
        "benefits": [],
        "payee_account_matches": True,
    }
    decision = decide(rules["FT0205001"].rules, read_facts(told, attributes(), "population", on), on)
    assert decision.outcome == "approve"
    assert decision.grant is not None
    assert (decision.grant.amount, decision.grant.period) == (monthly, "month")


def test_each_rule_version_has_its_own_fingerprint(rules):
    prints = [digest(rule) for file in rules.values() for rule in file.rules]
    assert len(set(prints)) == len(prints)
