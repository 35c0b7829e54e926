"""Every comparison of every rule survives its inputs unchanged; what an attribute doesn't allow, or nobody can read, is told beside its slot."""

import pytest
from msgspec.structs import replace

from backend.catalogue.load import RULES
from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.conditions import atoms_of
from backend.rules.parse_condition import COMPARATORS, allowed_comparators
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import conditions_of
from backend.rules.slots.comparisons import comparisons_of, slot_of
from backend.rules.slots.sentences import condition_sentence
from backend.rules.slots.typed import read_typed, typed_condition
from backend.rules.slots.types import SlotError, TypedCondition
from tests.support.conditions import VOCABULARY
from tests.support.each import each

D = attributes()


def test_the_whole_vocabulary_and_every_rule_survive_their_inputs() -> None:
    assert {type(atom.compare) for atom in VOCABULARY} == set(COMPARATORS.values())
    rules = [rule for path in RULES.glob("*.toml") for rule in read_rule_file(path, D).rules]
    atoms = [atom for rule in rules for condition in conditions_of(rule) for atom in atoms_of(condition)]
    for atom in (*VOCABULARY, *atoms):
        assert read_typed(typed_condition(atom), atom.says, {**D, atom.attribute.name: atom.attribute}) == atom


def test_each_attribute_offers_what_it_allows_and_nothing_else() -> None:
    for attribute in D.values():
        offered = comparisons_of(attribute)
        assert tuple(one.key for one in offered) == allowed_comparators(attribute)
        assert all(one.slot in {"option", "options", "none"} for one in offered if attribute.kind == "code")
    assert slot_of(D["degree_level"], "at_least") == "option"


def test_sentences() -> None:
    said = [condition_sentence(atom) for atom in VOCABULARY]
    assert len(set(said)) == len(said)
    assert said[0] == "年龄满70周岁"
    assert "从参保起始日期算起，到今天已满1年6个月3天" in said
    assert "户籍所在地在深圳市、深圳市福田区南园街道、湖南省" in said


@each(
    ("typed", "slot"),
    [
        (TypedCondition(attribute="salary", compare="is"), "attribute"),
        (TypedCondition(attribute="sex", compare="at_least", text="7"), "compare"),
        (TypedCondition(attribute="sex", compare="__class__", text="7"), "compare"),
        (TypedCondition(attribute="age", compare="at_least", text="70; import os"), "text"),
        (TypedCondition(attribute="age", compare="at_least"), "text"),
        (TypedCondition(attribute="sex", compare="is", text="other"), "text"),
        (TypedCondition(attribute="degree", compare="one_of"), "chosen"),
        (TypedCondition(attribute="degree", compare="one_of", chosen=("phd",)), "chosen"),
        (TypedCondition(attribute="birth_date", compare="before", text="2026-02-30"), "text"),
        (TypedCondition(attribute="birth_date", compare="within_last"), "text"),
        (TypedCondition(attribute="birth_date", compare="within_last", years="-1"), "text"),
        (TypedCondition(attribute="today", compare="in_month", text="5、13"), "text"),
        (TypedCondition(attribute="hukou", compare="within", text="亚特兰蒂斯"), "text"),
        (TypedCondition(attribute="alive", compare="is", text="maybe"), "text"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_slot(typed: TypedCondition, slot: str) -> None:
    read = read_typed(typed, "", D)
    assert isinstance(read, SlotError)
    assert read.slot == slot
    assert read.says


@pytest.mark.parametrize("written", ["深圳市福田区", "福田区", "440304"])
def test_a_place_is_known_by_name_or_code(written: str) -> None:
    read = read_typed(TypedCondition(attribute="hukou", compare="within", text=written), "", D)
    assert read == replace(VOCABULARY[19], compare=c.Within(("440304",)))
