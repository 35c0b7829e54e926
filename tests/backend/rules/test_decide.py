"""A decision approves on a proven yes, hands over otherwise, and says why, what is missing and what would help."""

from datetime import date

import msgspec
import pytest

from backend.rules import counterfactual
from backend.rules.decide import decide, stored_attributes
from backend.rules.decision import Decision, canonical
from backend.rules.facts import read_facts
from backend.rules.missing_facts import missing_facts, with_values
from backend.rules.rule import attributes_of, digest, in_force, names_to_gather, seal, unseal
from backend.rules.types import Fact
from tests.backend.rules.decided import ALLOWANCE, CHANGE, GRADUATE, GRANDMOTHER, ON, D, decided, rule


def test_a_grandmother_of_82_is_approved_with_amount_month_and_the_next_band():
    decision = decided()
    grant = decision.grant
    assert grant is not None
    assert (grant.says, grant.amount, grant.unit, grant.period) == ("每月300元", 300, "元", "month")
    assert (grant.first_month, grant.until) == (date(2026, 11, 1), None)
    assert (grant.then_on, grant.then_amount) == (date(2034, 3, 1), 500)
    assert decision.summary == "各项要求都符合，已经批准。每月300元，从2026年11月起。2034年3月1日起变为每月500元。"
    assert (decision.missing, decision.counterfactuals, decision.holds_from) == ((), (), None)


def test_every_requirement_is_a_reason_with_value_source_and_date():
    reason = decided().reasons[1]
    assert (reason.says, reason.answer, reason.holds_from, reason.for_a_person) == ("深圳户籍", "yes", None, False)
    assert (reason.seen[0].text, reason.seen[0].source, reason.seen[0].as_of) == ("深圳市福田区", "population", ON)
    assert (
        reason.explained
        == "“深圳户籍”：符合。查到的是：户籍所在地：深圳市福田区（公安户籍和人口登记，2026年11月10日）。"
    )


def test_the_rule_in_force_is_named_with_its_fingerprint():
    named = decided().rule
    assert named is not None
    assert (named.valid_from, named.provenance) == (date(2021, 3, 1), "verified")
    assert named.digest == digest(ALLOWANCE[2])
    assert len(named.digest) == 64
    assert [in_force(ALLOWANCE, day).valid_from.year for day in (date(2019, 9, 30), date(2019, 10, 1))] == [2014, 2019]
    assert in_force(ALLOWANCE, date(2014, 3, 31)) is None


def test_someone_too_young_hears_the_day():
    decision = decided(birth_date="1957-03-01")
    assert decision.outcome == "person"
    assert decision.reasons[2].explained == "您现在69岁，2027年3月1日满70周岁后即可办理。"
    assert decision.reasons[2].holds_from == decision.holds_from == date(2027, 3, 1)
    assert [(way.on, way.says) for way in decision.counterfactuals] == [
        (date(2027, 3, 1), "到2027年3月1日，其他情况不变，就可以直接批准。")
    ]
    assert decision.summary == "有1项系统查不清，工作人员会接着看，您现在不用做什么。系统不会拒绝您的申请。"
    assert (decision.grant, decision.obligations) == (None, ())


def test_what_can_change_is_said_as_the_nearest_change():
    decision = decided(
        benefits=[{"kind": "senior_allowance", "from": "2015-01-01"}, {"kind": "minimum_living", "from": "2019-01-01"}],
        hukou="430102",
    )
    way = decision.counterfactuals[0]
    assert way.on == ON
    assert way.says == "还差2样：“户籍所在地”改成“深圳市”；“高龄老人津贴”先结束。齐了就可以直接批准。"
    assert [(change.attribute, change.label) for change in way.changes] == [
        ("hukou", "户籍所在地"),
        ("benefits", "正在享受或曾享受的待遇"),
    ]
    assert [record.kind for record in way.changes[1].value] == ["minimum_living"]
    assert decision.holds_from is None
    assert decision.reasons[1].explained == (
        "“深圳户籍”目前还不符合。查到的是：户籍所在地：湖南省（公安户籍和人口登记，2026年11月10日）。"
    )


def test_a_change_and_a_later_day_can_be_needed_together():
    decision = decided(birth_date="1957-03-01", payee_account_matches=False)
    assert [way.says for way in decision.counterfactuals] == [
        "还差1样：“收款账户的户名是领款人本人”要符合。齐了，到2027年3月1日就可以直接批准。"
    ]


def test_an_end_already_known_is_told_as_a_day():
    decision = decided(benefits=[{"kind": "senior_allowance", "from": "2015-01-01", "until": "2026-12-31"}])
    assert decision.holds_from == date(2027, 1, 1)
    assert decision.reasons[3].explained == (
        "“未在领高龄津贴”目前还不符合。查到的是：正在享受或曾享受的待遇：高龄老人津贴（至2026年12月31日）"
        "（公安户籍和人口登记，2026年11月10日）。到2027年1月1日就符合了。"
    )
    assert [(way.on, len(way.changes)) for way in decision.counterfactuals] == [(ON, 1), (date(2027, 1, 1), 0)]


def test_what_nobody_can_change_has_no_way():
    decision = decided(
        GRADUATE,
        **{
            "degree_confirmed": True,
            "degree_level": 3,
            "study_mode": "full_time",
            "graduated_on": "2020-06-30",
            "criminal_record": False,
            "credit_exclusion": False,
            "hukou": "430102",
        },
    )
    assert decision.outcome == "person"
    assert (decision.counterfactuals, decision.holds_from) == ((), None)


def test_missing_facts_are_asked_for_in_plain_words():
    decision = decided(without=("birth_date", "benefits"))
    assert [(one.attribute, one.label, one.question, one.source) for one in decision.missing] == [
        ("birth_date", "出生日期", "您的出生日期是哪一天？", "population"),
        ("benefits", "正在享受或曾享受的待遇", "您目前在领哪些补贴或津贴？", "civil_affairs"),
    ]
    assert decision.counterfactuals == ()
    assert decision.holds_from is None
    assert (
        decision.reasons[2].explained == "“年满70周岁”还不能确定。“年龄”：还没有查到。可以补充，也可以由工作人员核实。"
    )


def test_nothing_is_missing_when_something_is_already_no():
    assert decided(without=("birth_date",), alive=False).missing == ()


def test_facts_that_can_not_matter_are_not_asked_for():
    rules = rule(
        "{ says = '一', any = [{ attribute = 'age', at_least = 60 }, "
        "{ all = [{ attribute = 'age', at_least = 80 }, { attribute = 'alive', is = true }] }] }"
    )
    assert [one.attribute for one in missing_facts(rules[0], {}, ON)] == ["birth_date"]


def test_a_contradiction_goes_to_a_person_with_both_sources():
    decision = decided(
        hukou={"trouble": "contradiction", "source": "population", "also": ["civil_affairs", "population"]}
    )
    assert decision.reasons[1].answer == "unknown"
    assert decision.reasons[1].explained == (
        "“深圳户籍”还不能确定。“户籍所在地”：民政登记、公安户籍和人口登记说法不一致。由工作人员替您核对，不用您反复证明。"
    )
    assert [one.attribute for one in decision.missing] == ["hukou"]


@pytest.mark.parametrize(
    ("trouble", "text"),
    [("silent", "登记系统暂时没有答复"), ("malformed", "登记的内容读不懂"), ("expired", "登记信息已过期，要重新查询")],
)
def test_each_trouble_has_its_sentence(trouble, text):
    decision = decided(alive={"trouble": trouble, "source": "population"})
    assert decision.reasons[0].seen[0].text == text
    assert decision.reasons[0].seen[0].trouble == trouble


def test_a_register_without_a_record_says_so():
    facts = read_facts(GRANDMOTHER, D, "population", ON)
    decision = decide(ALLOWANCE, {**facts, "alive": Fact(source="population", as_of=ON)}, ON)
    assert decision.reasons[0].seen[0].trouble == "absent"
    assert (
        decision.reasons[0].explained
        == "“老人健在”还不能确定。“在世”：登记里没有查到记录。可以补充，也可以由工作人员核实。"
    )


def test_a_register_that_lies_about_the_shape_crashes_nothing():
    facts = read_facts(GRANDMOTHER, D, "population", ON)
    broken = {**facts, "birth_date": msgspec.structs.replace(facts["birth_date"], value="soon")}
    decision = decide(ALLOWANCE, broken, ON)
    assert decision.reasons[2].seen[0].trouble == "malformed"
    assert [one.attribute for one in decision.missing] == ["birth_date"]


def test_a_day_without_a_rule_goes_to_a_person():
    decision = decided(on=date(2014, 3, 31), birth_date="1940-01-01")
    assert (decision.outcome, decision.rule, decision.reasons) == ("person", None, ())
    assert decision.summary == "这件事由工作人员来定，您现在不用做什么。系统不会拒绝您的申请。"
    assert decision.holds_from == date(2014, 4, 1)


def test_a_clause_for_a_person_is_never_approved():
    rules = rule("{ attribute = 'alive', is = true, says = '健在' }, { for_a_person = '要看现场', says = '现场合格' }")
    decision = decided(rules)
    assert decision.outcome == "person"
    assert decision.reasons[1].explained == "“现场合格”要由工作人员看一看：要看现场。"
    assert [reason.for_a_person for reason in decision.reasons] == [False, True]
    assert decision.missing == ()
    assert [one.attribute for one in decided(rules, without=("alive",)).missing] == ["alive"]


def test_only_the_facts_asked_for_are_looked_at():
    assert names_to_gather(ALLOWANCE) == ("alive", "hukou", "birth_date", "benefits", "payee_account_matches")
    assert [one.name for one in attributes_of(ALLOWANCE)][2] == "age"
    assert canonical(decided(sex="male", criminal_record=True)) == canonical(decided())
    assert stored_attributes(ALLOWANCE)["birth_date"] == msgspec.structs.replace(
        D["age"], name="birth_date", label="出生日期", kind="date", derived=None
    )


def test_a_decision_is_canonical_json_and_sealed_rules_need_no_dictionary():
    assert unseal(seal(ALLOWANCE)) == ALLOWANCE
    told = canonical(decided(birth_date="1957-03-01"))
    assert told == canonical(
        decide(
            unseal(seal(ALLOWANCE)), read_facts({**GRANDMOTHER, "birth_date": "1957-03-01"}, D, "population", ON), ON
        )
    )
    assert msgspec.json.decode(told, type=Decision).outcome == "person"
    assert msgspec.json.decode(told)["engine"] == 1


def test_looking_ahead_assumes_that_facts_last():
    facts = read_facts({**GRANDMOTHER, "birth_date": "1957-03-01"}, D, "population", ON)
    short = {name: msgspec.structs.replace(fact, expires=ON) for name, fact in facts.items()}
    assert decide(ALLOWANCE, short, ON).holds_from == date(2027, 3, 1)
    assert counterfactual.approves(ALLOWANCE, counterfactual.without_expiry(short), date(2027, 3, 1))
    assert not counterfactual.approves(ALLOWANCE, short, date(2027, 3, 1))
    assert not counterfactual.approves(ALLOWANCE, facts, date(2010, 1, 1))


def test_unknown_facts_are_part_of_a_way_when_something_else_is_no():
    decision = decided(without=("payee_account_matches",), hukou="430102")
    way = decision.counterfactuals[0]
    assert (
        way.says
        == "还差2样：“户籍所在地”改成“深圳市”；请工作人员核对“收款账户的户名是领款人本人”。齐了就可以直接批准。"
    )
    kept = with_values({}, {change.attribute: change.value for change in way.changes}, ON)
    told = {**read_facts(GRANDMOTHER, D, "population", ON), **kept}
    assert decide(ALLOWANCE, told, ON).outcome == "approve"


def test_a_change_of_band_can_be_reached_by_another_choice():
    told = {
        **GRANDMOTHER,
        "benefits": [{"kind": "senior_allowance", "from": "2014-01-01"}],
        "allowance_change": "age_band",
        "allowance_age_band": 80,
        "phone_confirmed": False,
        "hukou_district_changed": False,
    }
    decision = decide(CHANGE, read_facts(told, D, "civil_affairs", ON), ON)
    assert decision.outcome == "person"
    assert [(way.on, way.changes[0].attribute if way.changes else "") for way in decision.counterfactuals] == [
        (ON, "allowance_change"),
        (date(2034, 3, 1), ""),
    ]
    assert decision.reasons[3].holds_from == date(2034, 3, 1)
