"""The cast: numbers of nobody, facts that fit, and each story playing as it is told."""

from datetime import date
from typing import Any

import pytest

from backend.kit.identity_number import identity_number
from backend.registers.attributes import attributes
from backend.registers.sample.cast import CastFileError, Member, _member, cast, resident
from backend.registers.types import PARTICULARS
from backend.rules.decide import decide
from backend.rules.facts import fact_of, merge_sources, silent_fact
from backend.rules.parse_rules import read_rule_file
from backend.rules.types import Fact
from backend.settings import ROOT
from tests.support.each import each

ON = date(2026, 11, 23)
RULES = ROOT / "backend" / "catalogue" / "rules"
HERE = {
    "identity_verified": True, "face_matched_on": ON, "phone_confirmed": True, "allowance_change": "age_band",
    "payee_account_matches": True,
}  # fmt: skip


def facts_of(member: Member) -> dict[str, Fact]:
    """What registers, the house and the person's own form say."""
    known, words = resident(member), attributes()
    told = {name: [fact_of(words[name], value, words[name].source, ON)] for name, value in HERE.items()}
    for name, value in known.facts.items():
        if name not in PARTICULARS:
            told[name] = [fact_of(words[name], value, words[name].source, ON)]
    for name, other in known.disagree.items():
        told[name].append(fact_of(words[name], other.value, other.source, ON))
    for name in known.silent:
        told[name] = [silent_fact(words[name].source, ON)] if name in words else []
    return {name: merge_sources(facts) for name, facts in told.items() if facts}


def decision(key: str, service: str, on: date = ON) -> Any:
    """What the rule in force says of one of the cast."""
    return decide(read_rule_file(RULES / f"{service}.toml", attributes()).rules, facts_of(cast()[key]), on)


def test_numbers_belong_to_nobody_and_agree_with_birth_and_sex() -> None:
    for member in cast().values():
        number = identity_number(member.id_number, samples=True)
        assert number.birth == member.born
        assert number.sex in (member.sex, None)
        if not member.number:
            assert number.kind == "sample"
    assert {one.number for one in cast().values() if one.number} == {"810000199408230021", "932682198501010017"}


def test_everybody_has_a_number_a_name_and_a_telephone_of_their_own() -> None:
    for field in ("id_number", "name", "phone", "story"):
        values = [getattr(member, field) for member in cast().values()]
        assert len(set(values)) == len(values)
    assert all(member.phone.startswith("1990000") and len(member.phone) == 11 for member in cast().values())


def test_the_six_of_the_stories_have_the_numbers_on_their_pictures() -> None:
    six = [member for member in cast().values() if member.group == "stories"]
    assert [member.name for member in six] == ["陈桂兰", "陈雨欣", "林晓阳", "吴雨桐", "黄志强", "周国强"]
    assert all(member.sequence == {"male": 1, "female": 2}[member.sex] for member in six)


def test_names_hold_a_middle_dot_and_a_rare_character() -> None:
    names = "".join(member.name for member in cast().values())
    assert "\u00b7" in names
    assert any(ord(letter) > 0xFFFF for letter in names)


def test_who_has_no_hukou_or_whose_is_not_told_has_no_hukou_address() -> None:
    without = {key for key, member in cast().items() if "hukou_address" not in resident(member).facts}
    assert without == {key for key, member in cast().items() if "hukou" not in resident(member).facts}
    assert without == {"zheng_fulai", "fan_jiahui", "erik_lindqvist"}


@pytest.mark.parametrize(("key", "amount"), [("chen_guilan", 300), ("li_boan", 500), ("liang_runsheng", 200)])
def test_the_allowance_is_granted_with_the_amount_of_the_band(key: str, amount: int) -> None:
    made = decision(key, "FT0205001")
    assert (made.outcome, made.grant.amount) == ("approve", amount)


@pytest.mark.parametrize(
    ("key", "answer", "trouble"),
    [("he_meizhen", "no", None), ("zheng_fulai", "unknown", "silent"), ("luo_xiuying", "unknown", "contradiction")],
)
def test_the_others_go_to_a_person_for_one_stated_reason(key: str, answer: str, trouble: str | None) -> None:
    made = decision(key, "FT0205001")
    (open_one,) = [reason for reason in made.reasons if reason.answer != "yes"]
    assert (made.outcome, open_one.says, open_one.answer) == ("person", "深圳户籍", answer)
    assert open_one.seen[0].trouble == trouble


def test_not_quite_seventy_hears_the_day() -> None:
    made = decision("zhou_guoqiang", "FT0205001")
    assert (made.outcome, made.holds_from) == ("person", date(2027, 1, 20))
    assert decision("zhou_guoqiang", "FT0205001", date(2027, 1, 20)).outcome == "approve"


def test_the_running_allowance_changes_band_on_the_birthday() -> None:
    assert decision("li_huifang", "FT0205002").outcome == "person"
    assert decision("li_huifang", "FT0205002", date(2026, 11, 24)).outcome == "approve"


def test_the_newcomer_may_have_a_permit_from_the_first_of_december() -> None:
    made = decision("wu_yutong", "FT0107002")
    assert (made.outcome, made.holds_from) == ("person", date(2026, 12, 1))


@each(
    "wrong",
    [
        {"facts": {"nonsense": 1}},
        {"facts": {"age": 82}},
        {"facts": {"hukou": "x"}},
        {"silent": ["identity_verified"]},
        {"more": 1},
    ],
)
def test_a_mistake_in_the_cast_is_named(wrong: dict[str, Any]) -> None:
    table = {
        "name": "某",
        "born": ON,
        "sex": "male",
        "sequence": 1,
        "phone": "19900000099",
        "group": "senior",
        "story": "x",
    }
    with pytest.raises(CastFileError, match=r"cast\.toml: somebody: "):
        _member("somebody", {**table, **wrong})
