"""Values, sources and troubles are read aloud in plain Chinese."""

from datetime import date

from backend.registers.attributes import attributes
from backend.rules import wording
from backend.rules.answer import Answer
from backend.rules.conditions import AllOf
from backend.rules.decision import GrantedBenefit
from backend.rules.diagnostics import SourceLocation
from backend.rules.explain import (
    counterfactual_fact,
    decision_summary,
    explain_requirement,
    requirement_sentence,
    way_text,
)
from backend.rules.grants import grant_summary
from backend.rules.parse_condition import read_condition
from backend.rules.types import Fact, Record
from tests.support.each import each

D = attributes()
ON = date(2026, 11, 10)


@each(
    ("name", "value", "text"),
    [
        ("alive", True, "是"),
        ("alive", False, "否"),
        ("birth_date", date(1944, 3, 1), "1944年3月1日"),
        ("age", 82, "82岁"),
        ("volunteer_hours", 36, "36小时"),
        ("degree_level", 2, "大专"),
        ("degree_level", 9, "9"),
        ("sex", "male", "男"),
        ("hukou", "440304001028", "深圳市福田区南园街道"),
        ("hukou", "440304099", "深圳市福田区"),
        ("hukou", "440305", "深圳市"),
        ("hukou", "4401", "广东省"),
        ("hukou", "43", "湖南省"),
        ("hukou", "99", "区划代码99"),
        ("restrictions", ("consumption", "market_entry"), "限制高消费；市场禁入"),
        ("restrictions", (), "没有"),
        ("benefits", (), "没有"),
        ("benefits", (Record(kind="senior_allowance"),), "高龄老人津贴"),
        ("benefits", (Record(kind="senior_allowance", since=date(2015, 1, 1)),), "高龄老人津贴（2015年1月1日起）"),
        ("benefits", (Record(kind="senior_allowance", until=ON),), "高龄老人津贴（至2026年11月10日）"),
        (
            "benefits",
            (Record(kind="senior_allowance", until=date(2026, 11, 9)), Record(kind="minimum_living")),
            "高龄老人津贴（至2026年11月9日，已结束）；最低生活保障",
        ),
    ],
)
def test_a_value_reads_as_people_say_it(name, value, text):
    assert wording.value_text(D[name], value, ON) == text


def test_sources_and_troubles_have_names():
    assert wording.source("population") == "公安户籍和人口登记"
    assert wording.source("unheard-of") == "unheard-of"
    assert wording.trouble_text(None, None) == "还没有查到"
    assert wording.trouble_text("contradiction", None) == "几处登记说法不一致"
    both = Fact(source="credit", as_of=ON, trouble="contradiction", also=("credit", "tax"))
    assert wording.trouble_text("contradiction", both) == "信用登记、税务登记说法不一致"
    assert wording.trouble_text("coarse", None) == "登记的地区不够细"


def test_every_source_of_the_dictionary_has_a_name():
    assert {attribute.source for attribute in D.values()} <= set(wording.SOURCES)


@each(
    ("name", "old", "new", "text"),
    [
        ("hukou", "43", "4403", "“户籍所在地”改成“深圳市”"),
        ("alive", False, True, "“在世”要符合"),
        ("credit_exclusion", True, False, "先解除“在失信惩戒名单上”"),
        ("sex", None, "male", "请工作人员核对“性别”是不是“男”"),
        ("identity_verified", None, True, "先完成“实名核验”"),
        ("commitment_signed", None, True, "在表里确认“已签承诺书”"),
        ("restrictions", ("consumption",), ("market_entry",), "“限制高消费”先结束，再有“市场禁入”"),
        ("benefits", (), (Record(kind="senior_allowance", since=ON),), "有了“高龄老人津贴”"),
        ("child_authority", "none", "parent", "由“父母”来申请"),
        ("insured_months_running", 3, 12, "“连续参保月数”改成“12个月”"),
    ],
)
def test_a_change_reads_as_people_say_it(name, old, new, text):
    change = counterfactual_fact(D[name], old, new, ON)
    assert (change.attribute, change.label, change.value, change.text) == (name, D[name].label, new, text)


def test_a_way_names_the_day_only_when_it_is_later():
    change = counterfactual_fact(D["alive"], False, True, ON)
    assert way_text(ON, ON, (change, change)) == "还差2样：“在世”要符合；“在世”要符合。齐了就可以直接批准。"
    assert way_text(date(2027, 1, 1), ON, ()) == "到2027年1月1日，其他情况不变，就可以直接批准。"


def test_a_grant_is_said_with_its_months_and_its_next_amount():
    plain = GrantedBenefit("一次性5元", 5, "元", "once", None, None)
    assert grant_summary(plain) == "一次性5元。"
    dated = GrantedBenefit("每年5元", 5, "元", "year", date(2026, 1, 1), date(2027, 1, 1), date(2026, 7, 1), 9)
    assert grant_summary(dated) == "每年5元，从2026年1月起，到2027年1月1日为止。2026年7月1日起变为每月9元。"
    assert decision_summary(None, ()) == "这件事由工作人员来定，您现在不用做什么。系统不会拒绝您的申请。"


def test_a_requirement_without_a_sentence_is_named_by_its_attribute():
    atom = read_condition({"attribute": "alive", "is": True}, SourceLocation("x"), D)
    assert requirement_sentence(atom) == "在世"
    assert requirement_sentence(AllOf((atom,))) == "这一项要求"
    told = explain_requirement(AllOf((atom,)), Answer("no", ""), {}, ON, None)
    assert told == "“这一项要求”目前还不符合。"


def test_only_an_age_that_will_come_has_the_sentence_of_ages():
    young = read_condition({"attribute": "age", "at_most": 18, "says": "18岁以内"}, SourceLocation("x"), D)
    born = {"birth_date": Fact(value=date(1944, 3, 1), source="population", as_of=ON)}
    assert (
        explain_requirement(young, Answer("no", "18岁以内"), born, ON, date(2030, 1, 1))
        == "“18岁以内”目前还不符合。到2030年1月1日就符合了。"
    )
    old = read_condition({"attribute": "age", "at_least": 100, "says": "满100"}, SourceLocation("x"), D)
    assert explain_requirement(old, Answer("no", "满100"), born, ON, None) == "“满100”目前还不符合。"
