"""Every case of every rule passes its page unchanged; one fact that is edited changes nothing beside it; absurd values are told beside their input."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from backend.catalogue.load import RULES
from backend.registers.attributes import attributes
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import RuleTestCase, words_for
from backend.rules.types import Dictionary
from pwa.pages.studio.rule.form import Inputs
from pwa.pages.studio.rule.rule_test_form import CaseTyped, blank_case, fact_inputs, read_case_form
from tests.support.each import each

D = attributes()
FILES = [read_rule_file(path, D) for path in sorted(RULES.glob("*.toml"))]
ALLOWANCE = next(file for file in FILES if file.service == "FT0205001")


def through_the_page(case: RuleTestCase, words: Dictionary, rules: Any, **typed: Any) -> CaseTyped:
    """Send the form of a case as a browser would, with what an editor typed."""
    sent: Inputs = {"name": case.name, "on": case.on.isoformat(), "expected": "kept"}
    for one in fact_inputs(case, rules, words, {}, {}):
        sent |= {
            f"{one.name}.state": one.state,
            f"{one.name}.value": list(one.chosen) if one.kind == "codes" else one.text,
        }
    return read_case_form({**sent, **typed}, case, words)


def test_every_case_passes_its_page_unchanged() -> None:
    for file in FILES:
        words = words_for(file.rules, D)
        for case in file.cases:
            read = through_the_page(case, words, file.rules)
            assert (read.case, read.errors) == (case, {}), (file.service, case.name)


def test_one_fact_changes_alone() -> None:
    case = next(one for one in ALLOWANCE.cases if isinstance(one.facts.get("hukou"), dict))
    read = through_the_page(case, D, ALLOWANCE.rules, **{"f.birth_date.value": "1930-01-01"}).case
    assert read == replace(case, facts={**case.facts, "birth_date": "1930-01-01"})
    known = through_the_page(
        case, D, ALLOWANCE.rules, **{"f.hukou.state": "value", "f.hukou.value": "深圳市福田区"}
    ).case
    assert known.facts["hukou"] == {"source": "population", "also": ["civil_affairs", "population"], "value": "440304"}
    had = next(one for one in ALLOWANCE.cases if one.facts.get("benefits"))
    more = through_the_page(
        had, D, ALLOWANCE.rules, **{"f.benefits.value": ["senior_allowance", "nursing_subsidy"]}
    ).case
    assert more.facts["benefits"] == [*had.facts["benefits"], {"kind": "nursing_subsidy"}]


@each(
    ("name", "value"),
    [
        ("birth_date", "1950-02-30"), ("birth_date", "七十年前"), ("insured_months_total", "-1"), ("insured_months_total", "1000000000"),
        ("insured_months_total", "十二"), ("insured_months_total", "1.5"), ("hukou", "亚特兰蒂斯"), ("hukou", "44030"), ("sex", "other"), ("sex", ""),
    ],
)  # fmt: skip
def test_what_no_register_says_is_told_beside_its_input(name: str, value: str) -> None:
    typed: Inputs = {"name": "甲", "on": "2026-11-23", f"f.{name}.state": "value", f"f.{name}.value": value}
    read = read_case_form(typed, blank_case(date(2026, 11, 23)), D)
    assert list(read.errors) == [f"f.{name}.value"]
    assert read_case_form({"on": "2026-02-30"}, blank_case(date(2026, 11, 23)), D).errors.keys() == {"name", "on"}


def test_a_fact_that_follows_from_another_is_never_read() -> None:
    typed: Inputs = {
        "name": "甲",
        "on": "2026-11-23",
        "f.age.state": "value",
        "f.age.value": "-70",
        "f.__class__.state": "silent",
    }
    read = read_case_form(typed, blank_case(date(2026, 11, 23)), D)
    assert (read.case.facts, read.errors) == ({}, {})
