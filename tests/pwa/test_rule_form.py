"""Every version of every rule goes through its table unchanged, and its text is the same to the byte; what is added or taken out is read back."""

from typing import Any

from msgspec.structs import replace

from backend.catalogue.exchange.rule_toml import rules_text
from backend.catalogue.load import RULES
from backend.catalogue.rule_laws import AS_WRITTEN, citation, citation_text
from backend.registers.attributes import attributes
from backend.rules.conditions import AnyOf, Atom
from backend.rules.parse_rules import read_rule_file, read_rules
from backend.rules.rule import Rule, RuleFile, words_for
from pwa.pages.studio.rule.form import expanded, read_rule_form, rule_inputs
from tests.support.each import each

D = attributes()
FILES = [read_rule_file(path, D) for path in sorted(RULES.glob("*.toml"))]
ALLOWANCE = next(file for file in FILES if file.service == "FT0205001")


def through_the_table(file: RuleFile, rule: Rule, **typed: Any) -> Any:
    """Send the form of a rule as a browser would, with what an editor typed."""
    words = words_for(file.rules, D)
    blank = {name: value for name, value in {**rule_inputs(rule), **typed}.items() if value != []}
    return read_rule_form(expanded(blank, words), replace(rule, require=(), grant=()), words)


def test_every_rule_survives_the_table_and_its_text_to_the_byte() -> None:
    for file in FILES:
        back = [through_the_table(file, rule) for rule in file.rules]
        assert [one.errors for one in back] == [{}] * len(back), file.service
        assert tuple(one.rule for one in back) == file.rules, file.service
        text = rules_text(file.rules, file.enabled)
        again = read_rules(text, D, "", file.service)
        assert (again.rules, rules_text(again.rules, again.enabled)) == (file.rules, text), file.service


def test_every_article_survives_its_inputs() -> None:
    laws = {law for file in FILES for rule in file.rules for law in rule.laws or ()}
    assert all(citation_text(citation(law)) == law for law in laws)
    assert citation("food_safety 第三十五条；licensing 第一条").law == AS_WRITTEN


def test_an_amount_a_new_row_and_another_way() -> None:
    rule = ALLOWANCE.rules[-1]
    read = through_the_table(ALLOWANCE, rule, **{"g.3.amount": "220"})
    assert [grant.amount for grant in read.rule.grant] == [1000, 500, 300, 220]
    read = through_the_table(ALLOWANCE, rule, **{"add": "phone_confirmed"})
    assert list(read.errors) == ["r.5"], "nothing is chosen yet"
    typed = expanded({**rule_inputs(rule), "add": "phone_confirmed"}, D) | {"r.5.yes_no": "yes"}
    assert read_rule_form(typed, rule, D).errors["r.5.says"].says, "a row without a sentence isn't saved"
    read = through_the_table(ALLOWANCE, rule, **{"r.2.more": "disability_level"})
    assert list(read.errors) == ["r.2.1"], "the new way has no number yet"
    typed = expanded({**rule_inputs(rule), "r.2.more": "disability_level"}, D) | {"r.2.1.number": "2"}
    changed = read_rule_form(typed, rule, D).rule.require[2]
    assert isinstance(changed, AnyOf)
    assert changed.says == "年满70周岁"
    assert [part.attribute.name for part in changed.parts if isinstance(part, Atom)] == ["age", "disability_level"]


def test_a_row_taken_out_takes_its_article_along() -> None:
    rule = ALLOWANCE.rules[-1]
    read = through_the_table(ALLOWANCE, rule, **{"r.1.gone": "yes", "r.3.at": "1"}).rule
    assert [one.says for one in read.require][:2] == ["未在领高龄津贴", "老人健在"]
    assert read.laws[0] == "本系统建议"
    assert len(read.laws) == len(read.require) == 4


def test_what_is_typed_is_never_code() -> None:
    rule = ALLOWANCE.rules[-1]
    for typed in ({"r.2.number": "__import__('os')"}, {"r.2.compare": "eval"}, {"r.2.attribute": "__class__"}):
        assert "r.2" in through_the_table(ALLOWANCE, rule, **typed).errors
    assert "valid_from" in through_the_table(ALLOWANCE, rule, valid_from="tomorrow").errors
    assert "g.3.amount" in through_the_table(ALLOWANCE, rule, **{"g.3.period": ""}).errors


@each(
    ("name", "typed"),
    [
        ("r.2", {"r.2.number": "-5"}), ("r.2", {"r.2.number": "151"}), ("r.2", {"r.2.number": "七十"}), ("r.2", {"r.2.number": "1e9"}),
        ("g.3.amount", {"g.3.amount": "0"}), ("g.3.amount", {"g.3.amount": "10000001"}), ("g.3.amount", {"g.3.amount": "2 00"}),
        ("g.3.for_months", {"g.3.for_months": "999999999"}), ("valid_from", {"valid_from": "9999-12-31"}),
        ("valid_from", {"valid_from": "2026-02-31"}), ("valid_to", {"valid_to": "0001-01-01"}),
    ],
)  # fmt: skip
def test_absurd_values_are_told_beside_their_input(name: str, typed: dict[str, str]) -> None:
    assert next(iter(through_the_table(ALLOWANCE, ALLOWANCE.rules[-1], **typed).errors)) == name


@each(
    ("attribute", "compare", "slots"),
    [
        ("children", "count_at_least", {"number": "999999999"}), ("id_card_valid_until", "within_next", {"span.years": "9999"}),
        ("insured_since", "at_least_ago", {"span.days": "999999999"}), ("birth_date", "before", {"day": "1950-02-31"}),
        ("birth_date", "since", {"day": "0001-01-01"}), ("children", "count_at_most", {"number": "-1"}),
    ],
)  # fmt: skip
def test_no_row_is_beyond_what_can_be_searched(attribute: str, compare: str, slots: dict[str, str]) -> None:
    row = {"kind": "compare", "says": "试试", "attribute": attribute, "compare": compare, **slots}
    read = through_the_table(ALLOWANCE, ALLOWANCE.rules[-1], **{f"r.5.{name}": value for name, value in row.items()})
    assert list(read.errors) == ["r.5"]


def test_nothing_is_left_away_in_silence() -> None:
    row = {"kind": "compare", "says": "试试", "attribute": "age", "compare": "at_least", "number": "5"}
    rows = {f"r.{n}.{name}": value for n in range(5, 50) for name, value in row.items()}
    assert "最多40行" in through_the_table(ALLOWANCE, ALLOWANCE.rules[-1], **rows).errors["r"].says
    deep = {f"r.5{'.0' * n}.kind": "all" for n in range(8)} | {
        f"r.5{'.0' * 8}.{name}": value for name, value in row.items()
    }
    told = through_the_table(ALLOWANCE, ALLOWANCE.rules[-1], **deep).errors
    assert any("最多5层" in one.says for one in told.values())
    inner = {f"r.5{'.0' * n}.kind": "not" for n in range(4)} | {
        f"r.5{'.0' * 4}.{name}": value for name, value in row.items()
    }
    read = through_the_table(ALLOWANCE, ALLOWANCE.rules[-1], **inner, **{"r.5.says": "四层"})
    assert (read.errors, len(read.rule.require)) == ({}, 6)
