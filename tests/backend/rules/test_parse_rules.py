"""A rule file is read whole, or every mistake in it is named with file, line, path and what may stand there."""

import tomllib
from datetime import date

import msgspec
import pytest

from backend.registers.attributes import attributes
from backend.rules.diagnostics import Diagnostic, RuleFileError, SourceLocation
from backend.rules.parse_rules import read_rules, read_tables
from backend.rules.rule import names_to_gather
from tests.support.each import each

D = attributes()
DESIGN = """
[[rule]]
valid_from = 2019-10-01
basis = "深民规〔2019〕2号"
provenance = "verified"
require = [
  { attribute = "hukou", within = "4403", says = "深圳户籍" },
  { attribute = "age", at_least = 70, says = "年满70周岁" },
  { attribute = "benefits", lacks = "senior_allowance", says = "未在领高龄津贴" },
]
grant = [
  { when = { attribute = "age", at_least = 100 }, monthly_yuan = 1000 },
  { when = { attribute = "age", at_least = 90 },  monthly_yuan = 500 },
  { when = { attribute = "age", at_least = 80 },  monthly_yuan = 300 },
  { monthly_yuan = 200 },
]
"""
HEAD = DESIGN.split("require")[0]


def mistakes(source):
    with pytest.raises(RuleFileError) as told:
        read_rules(source, D, "FT0.toml", "FT0")
    return told.value.mistakes


def test_the_example_of_the_design_is_read():
    file = read_rules(DESIGN, D, "x.toml", "FT0205001")
    rule = file.rules[0]
    assert (file.service, file.enabled) == ("FT0205001", False)
    assert (rule.valid_from, rule.valid_to, rule.basis) == (date(2019, 10, 1), None, "深民规〔2019〕2号")
    assert [part.says for part in rule.require] == ["深圳户籍", "年满70周岁", "未在领高龄津贴"]
    assert [(grant.amount, grant.unit, grant.period) for grant in rule.grant] == [
        (1000, "元", "month"),
        (500, "元", "month"),
        (300, "元", "month"),
        (200, "元", "month"),
    ]
    assert names_to_gather(file.rules) == ("hukou", "birth_date", "benefits")


def test_all_mistakes_of_a_file_are_told_at_once_each_on_its_line():
    source = DESIGN.replace("at_least = 70", "at_leest = 70").replace('"4403"', '"深圳"')
    source = source.replace("monthly_yuan = 500", "monthly_yuan = 500, once_yuan = 5")
    found = mistakes(source)
    assert [(mistake.line, mistake.path) for mistake in found] == [
        (7, "rule[0].require[0].within"),
        (8, "rule[0].require[1].at_leest"),
        (13, "rule[0].grant[1]"),
    ]
    assert str(found[1]).startswith("FT0.toml:8 rule[0].require[1].at_leest：不认识比较方式“at_leest”。可以写：")
    assert "at_least" in found[1].allowed


@each(
    ("source", "line", "path"),
    [
        ("x = [", 1, "TOML"),
        ("[[rule]]\nvalid_from = 2019-10-01\nbasis = 'x\n", 3, "TOML"),
        ("rulez = 1", 1, "rulez"),
        ("enabled = true", 1, "整个文件"),
        ("rule = []", 1, "整个文件"),
        ("rule = 5", 1, "rule"),
        (f"{HEAD}", 2, "rule[0]"),
        (f"{HEAD}require = []", 6, "rule[0].require"),
        (f"{HEAD}require = 5", 6, "rule[0].require"),
        (f"{HEAD}require = [{{ for_a_person = 'x' }}]\nvalid_to = 2019-09-30", 7, "rule[0].valid_to"),
        (f"{HEAD}require = [{{ for_a_person = 'x' }}]\ngrant = [{{ amount = 5 }}]", 7, "rule[0].grant[0]"),
        (f"{HEAD}require = [{{ for_a_person = 'x' }}]\ngrant = [5]", 7, "rule[0].grant[0]"),
        (
            f"{HEAD}require = [{{ for_a_person = 'x' }}]\ngrant = [{{ once_yuan = 5, first_month = 'of_approval' }}]",
            7,
            "rule[0].grant[0].first_month",
        ),
        (f"{HEAD}require = [{{ for_a_person = 'x' }}]\ngrant = [{{ until = 'age' }}]", 7, "rule[0].grant[0].until"),
        (f"{HEAD}require = [{{ for_a_person = 'x' }}]\ngrant = [{{ until = 'nix' }}]", 7, "rule[0].grant[0].until"),
        (f"{HEAD}require = [{{ for_a_person = 'x' }}]\ngrant = [{{ until = 'today' }}]", 7, "rule[0].grant[0].until"),
        (
            f"{HEAD}require = [{{ for_a_person = 'x' }}]\nobligation = [{{ key = 'k', who = 'family', says = 's' }}]",
            7,
            "rule[0].obligation[0]",
        ),
        (
            f"{HEAD}require = [{{ for_a_person = 'x' }}]\n"
            "obligation = [{ key = 'k', who = 'family', says = 's', months = [13] }]",
            7,
            "rule[0].obligation[0].months",
        ),
        (
            f"{HEAD}require = [{{ for_a_person = 'x' }}]\n"
            "obligation = [{ key = 'k', who = 'nobody', says = 's', months = [1] }]",
            7,
            "rule[0].obligation[0].who",
        ),
        (f"{DESIGN}[[case]]\nname = 'n'\non = 2026-01-01\n", 17, "case[0]"),
        (
            f"{DESIGN}[[case]]\nname = 'n'\non = 2026-01-01\nfacts = {{ agee = 5 }}\nexpect = {{ outcome = 'person' }}",
            20,
            "case[0].facts",
        ),
        (
            f"{DESIGN}[[case]]\nname = 'n'\non = 2026-01-01\nfacts = {{ age = 5 }}\nexpect = {{ outcome = 'person' }}",
            20,
            "case[0].facts",
        ),
        (
            f"{DESIGN}[[case]]\nname = 'n'\non = 2026-01-01\nexpect = {{ outcome = 'refuse' }}",
            20,
            "case[0].expect.outcome",
        ),
        (f"{DESIGN}[[case]]\nname = 'n'\non = 2026-01-01\nexpect = {{ outcom = 'x' }}", 20, "case[0].expect.outcom"),
    ],
)
def test_a_mistake_anywhere_in_a_file_is_named_on_its_line(source, line, path):
    found = mistakes(source)
    assert (found[0].line, found[0].path) == (line, path)
    assert found[0].file == "FT0.toml"
    assert found[0].says.endswith("。")


def test_the_error_prints_every_mistake_on_a_line_of_its_own():
    with pytest.raises(RuleFileError) as told:
        read_rules(DESIGN.replace("at_least = 70", "at_leest = 70").replace('"4403"', '"深圳"'), D, "FT0.toml", "FT0")
    lines = str(told.value).split("\n")
    assert [line.split("：")[0] for line in lines] == [
        "FT0.toml:7 rule[0].require[0].within",
        "FT0.toml:8 rule[0].require[1].at_leest",
    ]
    assert lines == [str(mistake) for mistake in told.value.mistakes]
    assert str(Diagnostic("f", 3, "x", "不对。")) == "f:3 x：不对。"
    assert str(Diagnostic("f", 3, "x", "不对。", ("a", "b"))) == "f:3 x：不对。可以写：a、b。"


def test_a_grant_says_its_amount_in_one_way():
    require = f"{HEAD}require = [{{ for_a_person = 'x' }}]\n"
    grants = (
        read_rules(
            require + "grant = [{ when = { attribute = 'alive', is = true }, once_yuan = 5 }, "
            "{ when = { attribute = 'alive', is = true }, yearly_yuan = 6, for_months = 12 }, "
            "{ amount = 3, unit = '小时', period = 'month', first_month = 'after_approval', until = 'disability_valid_until' }]",
            D,
            "x",
            "x",
        )
        .rules[0]
        .grant
    )
    assert [(one.amount, one.unit, one.period) for one in grants] == [
        (5, "元", "once"),
        (6, "元", "year"),
        (3, "小时", "month"),
    ]
    assert grants[1].for_months == 12
    assert grants[2].first_month == "after_approval"
    assert grants[2].until == D["disability_valid_until"]
    assert grants[0].until is None
    assert names_to_gather(read_rules(require + "grant = [{ until = 'died_on' }]", D, "x", "x").rules) == ("died_on",)


def test_the_facts_of_a_case_start_from_what_is_given():
    source = (
        DESIGN
        + """
[given]
hukou = "440304"
benefits = []
[[case]]
name = "n"
on = 2026-01-01
facts = { birth_date = 1944-03-01, hukou = "430102" }
without = ["benefits"]
expect = { outcome = "person", monthly_yuan = 5, failing = ["深圳户籍"], missing = ["benefits"] }
[[case]]
name = "m"
on = 2026-01-01
expect = { outcome = "person", once_yuan = 5 }
[[case]]
name = "o"
on = 2026-01-01
expect = { outcome = "person", yearly_yuan = 5 }
"""
    )
    cases = read_rules(source, D, "x", "x").cases
    assert cases[0].facts == {"hukou": "430102", "birth_date": "1944-03-01"}
    assert cases[0].name == "n"
    assert cases[0].on == date(2026, 1, 1)
    assert [(case.expect.amount, case.expect.period) for case in cases] == [(5, "month"), (5, "once"), (5, "year")]
    assert cases[1].facts == {"hukou": "440304", "benefits": []}


def test_rules_kept_as_json_read_the_same():
    tables = msgspec.json.decode(msgspec.json.encode(tomllib.loads(DESIGN)))
    assert read_tables(tables, D, SourceLocation("db"), "FT0205001") == read_rules(DESIGN, D, "x.toml", "FT0205001")
