"""A rule in a draft: what keeps it from going live, a new version, a rule from nothing, two editors at one comparison."""

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from backend.catalogue.drafting import rule_announcements, rule_cases, rule_draft
from backend.catalogue.drafting.merge import merge
from backend.catalogue.drafting.rule_cases import NoSuchPerson
from backend.catalogue.drafting.rule_draft import DayTaken, HasRule, RuleNotRead
from backend.catalogue.lint.announcements import check_announcements
from backend.catalogue.lint.cases import check_cases
from backend.catalogue.load import RULES, read_service, service_files
from backend.catalogue.published import Content, content_of
from backend.registers.attributes import attributes
from backend.rules.differences import lines_of, rule_differences
from backend.rules.parse_rules import read_rule_file

CODE, TODAY, JANUARY = "FT0205001", date(2026, 11, 23), date(2027, 1, 1)
FILE = read_rule_file(RULES / f"{CODE}.toml", attributes())
SERVICE = next(one for one in map(read_service, service_files()) if one.code == CODE)
LIVE = content_of(SERVICE, {CODE: FILE})


def test_shipped_cases_come_along_and_change_no_digest() -> None:
    assert "cases" not in msgspec.to_builtins(LIVE)
    assert rule_draft.cases_of(LIVE) == FILE.cases
    assert rule_draft.cases_of(replace(LIVE, rules=LIVE.rules[1:])) == (), "they were written for the shipped rules"
    assert list(check_cases(LIVE)) == []


def test_a_new_version_is_kept_back_until_it_is_tried() -> None:
    later = rule_draft.dated_version(LIVE, JANUARY, "")
    assert [rule.valid_to for rule in later.rules[-2:]] == [date(2026, 12, 31), None]
    assert later.rules[-1].provenance == "proposal", "where nobody says where it was read"
    assert rule_draft.first_new_day(LIVE.rules, later.rules, TODAY) == JANUARY
    assert list(check_cases(later)), "no case tries it"
    file, words = rule_draft.rule_file(later), rule_draft.dictionary_of(later)
    names = [case.name for case in rule_draft.propose_cases(file, words, TODAY)]
    tried = rule_cases.with_cases(later, TODAY, add=names, gone=[], accept=[])
    assert list(check_cases(tried)) == []
    less = replace(tried.rules[-1].grant[-1], amount=150)
    cut = rule_draft.with_version(tried, 3, replace(tried.rules[-1], grant=(*tried.rules[-1].grant[:-1], less)))
    assert any(one.differs for one in rule_draft.try_cases(rule_draft.rule_file(cut), words))
    assert list(check_cases(cut)), "what was expected comes out otherwise"
    accepted = rule_cases.with_cases(
        cut, TODAY, add=[], gone=[], accept=[case.name for case in cut.cases if case.on >= JANUARY]
    )
    assert list(check_cases(accepted)) == []
    for day in (date(2021, 3, 1), date(2020, 1, 1)):
        with pytest.raises(DayTaken):
            rule_draft.dated_version(LIVE, day, "")


def test_a_rule_from_nothing_and_a_case_from_an_invented_person() -> None:
    first = rule_draft.first_rule(Content(service=SERVICE), TODAY, "本系统建议，待主管部门确认")
    assert [rule.provenance for rule in first.rules] == ["proposal"]
    with pytest.raises(HasRule):
        rule_draft.first_rule(first, TODAY, "再来一次")
    told = [one.after for one in rule_differences((), first.rules)]
    assert told[1:] == [line for line in lines_of(first.rules[0])][1:], "who reviews it reads every row"
    made = rule_cases.sample_case(LIVE, "chen_guilan", TODAY, "now")
    assert set(made.facts) <= {"birth_date", "alive", "hukou", "benefits", "payee_account_matches"}
    assert rule_cases.sample_case(LIVE, "chen_guilan", TODAY, "approve").expect.outcome == "approve"
    with pytest.raises(NoSuchPerson):
        rule_cases.sample_case(LIVE, "nobody", TODAY, "now")
    with pytest.raises(RuleNotRead):
        rule_draft.read_text("[[rule]]\nbasis = 1", LIVE)


def test_two_comparisons_are_never_mixed() -> None:
    base = {"type": "at_least", "number": 70}
    merged = merge(base, {"type": "at_most", "number": 70}, {"type": "at_least", "number": 65}, "compare")
    assert merged.value == {"type": "at_most", "number": 70}
    assert merged.conflicts
    assert merge(base, {**base, "number": 68}, base).value == {"type": "at_least", "number": 68}


def test_cases_of_two_editors_are_both_kept() -> None:
    base = [{"name": "甲", "on": "2026-11-23"}]
    merged = merge(
        base, [*base, {"name": "乙", "on": "2026-11-23"}], [*base, {"name": "丙", "on": "2026-11-23"}], "cases"
    )
    assert {one["name"] for one in merged.value} == {"甲", "乙", "丙"}
    assert merged.conflicts == ()


def test_a_message_about_another_amount_is_prepared_and_reworded() -> None:
    january = rule_draft.dated_version(LIVE, JANUARY, "")
    assert rule_announcements.amount_changes(january.rules) == []
    last = january.rules[-1]
    more = replace(last, grant=(*last.grant[:-1], replace(last.grant[-1], amount=220)))
    changed = rule_draft.with_version(january, len(january.rules) - 1, more)
    assert rule_announcements.amount_changes(changed.rules) == [(200, 220)]
    service = changed.service
    for says, wrong in (("从2027年1月1日起，按新的标准发。", 0), ("没有句号", 1), ("。" * 121, 1)):
        announced = rule_announcements.with_amount_message(service.announce, says)
        assert [one.says for one in announced if one.when == "amount"] == [says], (
            "one message, however often it is reworded"
        )
        service = replace(service, announce=announced)
        assert len(list(check_announcements(service))) == wrong, says
    assert [one for one in service.announce if one.when != "amount"] == list(LIVE.service.announce)
