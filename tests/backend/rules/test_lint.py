"""The linter sees what can be read but not meant, and what no case tries."""

from datetime import date

from backend.registers.attributes import attributes
from backend.rules.coverage import coverage_gaps
from backend.rules.diagnostics import SourceLocation
from backend.rules.lint import check_rule_file, lint
from backend.rules.parse_rules import read_rules
from backend.rules.rule_tests import differing_expectations
from backend.rules.toml_lines import lines_of
from tests.support.each import each

D = attributes()
GOOD = """
[[rule]]
valid_from = 2019-01-01
valid_to = 2019-12-31
basis = "b"
provenance = "general"
require = [{ attribute = "alive", is = true, says = "健在" }]

[[rule]]
valid_from = 2020-01-01
basis = "b"
provenance = "general"
require = [{ attribute = "age", at_least = 70, says = "满70" }]
grant = [{ when = { attribute = "age", at_least = 80 }, once_yuan = 2 }, { once_yuan = 1 }]
"""


def linted(source):
    return [
        (one.line, one.path, one.says)
        for one in lint(read_rules(source, D, "f", "f"), SourceLocation("f", lines_of(source)))
    ]


def test_a_good_file_has_nothing_to_mend():
    assert linted(GOOD) == []


@each(
    ("old", "new", "line", "path", "says"),
    [
        ("valid_to = 2019-12-31", "", 10, "rule[1].valid_from", "还没有结束"),
        ("valid_to = 2019-12-31", "valid_to = 2020-01-01", 10, "rule[1].valid_from", "还没有结束"),
        ("valid_to = 2019-12-31", "valid_to = 2019-12-30", 10, "rule[1].valid_from", "空档"),
        (
            "valid_from = 2019-01-01\nvalid_to = 2019-12-31",
            "valid_from = 2020-01-01",
            9,
            "rule[1].valid_from",
            "同一天",
        ),
        (
            'basis = "b"\nprovenance = "general"\nrequire = [{ attribute = "age"',
            'basis = " "\nprovenance = "general"\nrequire = [{ attribute = "age"',
            11,
            "rule[1].basis",
            "依据",
        ),
        (', says = "满70"', "", 13, "rule[1].require[0]", "给居民看"),
        (
            'says = "健在" }]',
            'says = "健在" }, { says = "x", any = [{ for_a_person = "y" }] }]',
            7,
            "rule[0].require[1]",
            "单独",
        ),
        (", { once_yuan = 1 }", "", 14, "rule[1].grant[0]", "最后一档"),
        ("{ once_yuan = 1 }", "{ once_yuan = 1 }, { once_yuan = 3 }", 14, "rule[1].grant[2]", "轮不到"),
        (
            'says = "满70" }',
            'says = "满70" }, { attribute = "age", at_most = 69, says = "69" }',
            13,
            "rule[1].require",
            "矛盾",
        ),
    ],
)
def test_what_can_not_be_meant_is_named_on_its_line(old, new, line, path, says):
    assert old in GOOD
    found = linted(GOOD.replace(old, new))
    assert (found[0][0], found[0][1]) == (line, path)
    assert says in found[0][2]


def test_demands_that_only_just_fit_together_are_possible():
    assert (
        linted(GOOD.replace('says = "满70" }', 'says = "满70" }, { attribute = "age", at_most = 70, says = "70" }'))
        == []
    )


CASES = (
    GOOD
    + """
[[case]]
name = "70"
on = 2026-11-10
facts = { birth_date = 1956-11-10 }
expect = { outcome = "approve", once_yuan = 1 }
[[case]]
name = "69"
on = 2026-11-10
facts = { birth_date = 1956-11-11 }
expect = { outcome = "person", failing = ["满70"], holds_from = 2026-11-11 }
[[case]]
name = "80"
on = 2026-11-10
facts = { birth_date = 1946-11-10 }
expect = { outcome = "approve", once_yuan = 2 }
[[case]]
name = "79"
on = 2026-11-10
facts = { birth_date = 1946-11-11 }
expect = { outcome = "approve", once_yuan = 1 }
[[case]]
name = "leap"
on = 2026-02-28
facts = { birth_date = 1956-02-29 }
expect = { outcome = "approve" }
[[case]]
name = "unknown"
on = 2026-11-10
expect = { outcome = "person", missing = ["birth_date"] }
"""
)


def without(name):
    head, *cases = CASES.split("[[case]]")
    return "[[case]]".join([head, *(case for case in cases if f'name = "{name}"' not in case)])


def test_cases_that_try_everything_leave_nothing_open():
    assert coverage_gaps(read_rules(CASES, D, "f", "f"), D) == ()


@each(
    ("name", "lack"),
    [
        ("69", "刚好在界外的用例（年龄满70周岁）"),
        ("70", "正好在界内的用例（年龄满70周岁）"),
        ("80", "正好在界内的用例（年龄满80周岁）"),
        ("79", "刚好在界外的用例（年龄满80周岁）"),
        ("leap", "“年龄”从2月29日算起"),
        ("unknown", "查不到某项信息"),
    ],
)
def test_each_case_left_out_is_missed(name, lack):
    source = without(name)
    if name == "70":
        source = source.replace("1956-02-29", "1952-02-29")
    assert any(lack in one for one in coverage_gaps(read_rules(source, D, "f", "f"), D)), name


def test_a_file_without_cases_lacks_everything():
    lacks = coverage_gaps(read_rules(GOOD, D, "f", "f"), D)
    assert "缺一个结果是“批准”的用例" in lacks
    assert "缺一个结果是“由工作人员看”的用例" in lacks
    assert "缺一个“满70”不成立的用例" in lacks


def test_a_case_that_comes_out_differently_is_told(tmp_path):
    path = tmp_path / "FT1.toml"
    wrong = CASES.replace(
        'expect = { outcome = "approve", once_yuan = 2 }', 'expect = { outcome = "approve", monthly_yuan = 3 }'
    )
    path.write_text(wrong, "utf-8")
    found = check_rule_file(path, D)
    assert [(one.line, one.path) for one in found] == [(26, "case[2]")]
    assert "用例“80”：应给每月3元，实为一次性2元" in found[0].says
    path.write_text(CASES, "utf-8")
    assert check_rule_file(path, D) == ()
    path.write_text("x", "utf-8")
    assert check_rule_file(path, D)[0].path == "TOML"
    path.write_text(GOOD, "utf-8")
    assert {one.path for one in check_rule_file(path, D)} == {"case"}


@each(
    ("expect", "says"),
    [
        ('outcome = "person"', "结果应为由工作人员看，实为批准"),
        ('outcome = "approve", failing = ["x"]', "不符合的应为"),
        ('outcome = "approve", missing = ["x"]', "还缺的应为"),
        ('outcome = "approve", once_yuan = 9', "应给一次性9元"),
        ('outcome = "approve", holds_from = 2027-01-01', "应从2027年1月1日起符合，实为—"),
    ],
)
def test_each_expectation_is_looked_at(expect, says):
    source = (
        GOOD + f"[[case]]\nname = 'n'\non = 2026-11-10\nfacts = {{ birth_date = 1956-11-10 }}\nexpect = {{ {expect} }}"
    )
    file = read_rules(source, D, "f", "f")
    told = differing_expectations(file, file.cases[0], D)
    assert len(told) == 1
    assert says in told[0]
    assert file.cases[0].on == date(2026, 11, 10)
