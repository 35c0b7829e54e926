"""Rows of an audience: every comparison that may choose people comes back unchanged; what nobody can read is told beside its slot."""

from backend.campaigns.audience import read_condition_text
from backend.campaigns.choosing import CHOOSING, choosing_attributes
from backend.catalogue.exchange.rule_toml import conditions_text
from backend.rules.slots.comparisons import comparisons_of
from pwa.pages.campaigns.conditions import MOST_ROWS, condition_inputs, condition_rows, read_conditions, with_new_row
from tests.support.conditions import VOCABULARY


def row(attribute: str, compare: str, **slot: str) -> dict[str, str | list[str]]:
    """One row as a page sends it."""
    return {"c.0.attribute": attribute, "c.0.compare": compare, **{f"c.0.{name}": text for name, text in slot.items()}}


def test_every_comparison_of_an_audience_is_a_condition_and_comes_back() -> None:
    assert choosing_attributes().keys() == set(CHOOSING)
    for atom in [one for one in VOCABULARY if one.attribute.name in CHOOSING]:
        condition = read_condition_text(conditions_text([atom]))
        assert condition.parts == (atom,)
        typed = read_conditions(condition_inputs(condition))
        assert (typed.errors, read_condition_text(typed.text)) == ({}, condition)
        assert [one.compare for one in condition_rows(typed)] == [typed.inputs["c.0.compare"]]


def test_nothing_typed_is_code_and_nothing_sensitive_is_chosen() -> None:
    bad = (
        row("age", "at_least", number='70 }, { attribute = "sex'), row("sex", "is", option='male"'), row("age", "at_least"),
        row("disability_level", "at_most", number="2"), row("id_number", "is", option="1"),
    )  # fmt: skip
    for inputs in bad:
        typed = read_conditions(inputs)
        assert (typed.text, list(typed.errors)) == ("", ["c.0"])


def test_a_row_that_is_added_and_one_that_is_taken_out() -> None:
    two = with_new_row(row("age", "at_least", number="70"), "sex")
    assert two["c.1.compare"] == next(
        one.key for one in comparisons_of(choosing_attributes()["sex"]) if one.slot != "none"
    )
    assert [one.error != "" for one in condition_rows(read_conditions(two))] == [False, True]
    one = read_conditions({**two, "c.1.gone": "yes"})
    assert (one.text, one.errors) == ('{ attribute = "age", at_least = 70 }', {})
    assert with_new_row(two, "disability_level") == two
    full = two
    for _ in range(MOST_ROWS):
        full = with_new_row(full, "sex")
    assert len(list(condition_rows(read_conditions(full)))) == MOST_ROWS
