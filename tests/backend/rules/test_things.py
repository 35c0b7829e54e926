"""Rules about things: answers of the form as facts, the thing a form names, an unknown start; sealed rules from before keep their bytes."""

from datetime import date

import msgspec
import pytest

from backend.catalogue.exchange.rule_toml import rules_text
from backend.registers.attributes import attributes
from backend.rules.decide import decide
from backend.rules.diagnostics import RuleFileError
from backend.rules.facts import read_facts
from backend.rules.parse_rules import read_rules
from backend.rules.rule import RuleObject, about_things, digest, objects_of, seal, unseal, without_things, words_for

D = attributes()
TEXT = """
unread = ["copies"]
[answer.why]
label = "为什么"
kind = "code"
options = { close = "停业", sold = "卖了" }
[[rule]]
known_from = 2026-11-01
basis = "b"
provenance = "proposal"
object = [{ kind = "licence", number = "number" }]
require = [
  { attribute = "licence_authority", one_of = ["operator"], says = "是您的", law = "某法第一条" },
  { attribute = "answer:why", is = "close", says = "停业" },
  { attribute = "alive", is = true, says = "健在" },
]
[[story]]
name = "自己的"
who = "ma_wenlong"
outcome = "approve"
answers = { number = "1", parts = ["a"] }
"""
FILE = read_rules(TEXT, D, "x", "FT0")
(RULE,) = FILE.rules
ON = date(2026, 11, 10)
KNOWN = {"licence_authority": "operator", "answer:why": "close", "alive": True}


def outcome(**changed: object) -> str:
    """What the rule says of these facts."""
    facts = read_facts({**KNOWN, **changed}, words_for(FILE.rules, D), "self", ON)
    return decide(FILE.rules, facts, ON).outcome


def test_a_rule_reads_the_thing_and_the_answer() -> None:
    assert outcome() == "approve"
    assert outcome(licence_authority="none") == outcome(**{"answer:why": "sold"}) == "person"
    assert outcome(licence_authority={"trouble": "silent", "source": "licences"}) == "person"


def test_what_a_file_says_beside_its_conditions_is_kept() -> None:
    assert objects_of(FILE.rules) == (RuleObject(kind="licence", number="number"),)
    assert (RULE.start, RULE.laws, RULE.valid_from) == ("", ("某法第一条", "", ""), date(2026, 11, 1))
    assert FILE.unread == ("copies",)
    assert FILE.stories[0].answers == {"number": "1", "parts": ("a",)}
    assert decide(FILE.rules, {}, date(2026, 10, 31)).rule is None, "before it was known nobody knows whether it held"


def test_rules_survive_seal_and_export() -> None:
    assert unseal(seal(FILE.rules)) == FILE.rules
    assert read_rules(rules_text(FILE.rules, enabled=False), D, "x", "FT0").rules == FILE.rules


def test_before_a_form_names_a_thing_only_the_rest_is_asked() -> None:
    assert [one.says for one in about_things(RULE)] == ["是您的"]
    assert [one.says for one in without_things(RULE).require] == ["停业", "健在"]


def test_a_rule_sealed_before_these_fields_existed_keeps_its_bytes_and_its_digest() -> None:
    plain = read_rules(
        "[[rule]]\nvalid_from = 2020-01-01\nbasis = 'b'\nprovenance = 'general'\n"
        "require = [{ attribute = 'alive', is = true, says = 'x' }]",
        D, "x", "x",
    ).rules  # fmt: skip
    sealed = seal(plain)
    assert not any(word in sealed for word in (b"objects", b'"start"', b'"laws"'))
    assert seal(unseal(sealed)) == sealed
    assert digest(unseal(sealed)[0]) == digest(plain[0])
    assert msgspec.json.decode(sealed)[0].keys() == {
        "valid_from", "basis", "provenance", "require", "valid_to", "grant", "obligation", "note",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("known_from = 2026-11-01", "note = 'x'"), "known_from"),
        (("known_from = 2026-11-01", "known_from = 2026-11-01\nvalid_from = 2026-11-01"), "两者选一"),
        (("known_from = 2026-11-01", "known_from = 2026-11-01\nvalid_from_source = 'x'"), "没有出处"),
        (('kind = "licence"', 'kind = "star"'), "写法不对"),
        (('kind = "code"\n', 'kind = "yes_no"\n'), "options"),
        (('is = "close"', 'is = "gone"'), "没有“gone”"),
        (("answer:why", "answer:how"), "没有“answer:how”"),
    ],
)
def test_a_mistake_is_named(change: tuple[str, str], says: str) -> None:
    with pytest.raises(RuleFileError, match=says):
        read_rules(TEXT.replace(*change), D, "x", "FT0")
