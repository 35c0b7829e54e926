"""The last day on which a fact or a record counts, edits nearest to what is known, and what a reader may see: found by mutants."""

from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.bitmaps import rows
from backend.rules.change_dates import change_days
from backend.rules.columns import columns_of
from backend.rules.conditions import Atom
from backend.rules.decide import decide
from backend.rules.decision import redacted
from backend.rules.diagnostics import SourceLocation
from backend.rules.equivalence_classes import nearest
from backend.rules.facts import read_facts
from backend.rules.parse_condition import read_condition
from backend.rules.parse_rules import read_rules
from backend.rules.types import Facts, Record
from tests.backend.rules.strategies import fact

D = attributes()
ON = date(2026, 11, 10)
DAY = timedelta(days=1)


def rules(*require: str, rest: str = "", valid_from: str = "2020-01-01"):
    text = f"[[rule]]\nvalid_from = {valid_from}\nbasis = 'b'\nprovenance = 'general'\nrequire = [{', '.join(require)}]\n{rest}"
    return read_rules(text, D, "x", "x").rules


def condition(**table):
    return read_condition(table, SourceLocation("x"), D)


ALIVE = '{ attribute = "alive", is = true, says = "健在" }'
OLD = '{ attribute = "age", at_least = 70, says = "年满70周岁" }'


def test_a_fact_counts_to_the_end_of_the_day_on_which_it_expires():
    born = fact("birth_date", "1990-03-01")
    for expires, turns in ((ON, [date(2060, 3, 1), date(2061, 3, 1)]), (ON - DAY, [])):
        facts = {"birth_date": replace(born, expires=expires)}
        assert change_days([condition(attribute="age", at_least=70)], facts, ON) == turns
    young: Facts = {
        "birth_date": replace(fact("birth_date", "1990-03-01"), expires=ON),
        "alive": replace(fact("alive", True), expires=ON),
    }
    assert [one.on for one in decide(rules(ALIVE, OLD), young, ON).counterfactuals] == [date(2060, 3, 1)]


def test_a_record_that_ends_today_still_counts_today():
    ends = [(Record(kind="senior_allowance", since=date(2020, 1, 1), until=until),) for until in (ON, ON - DAY)]
    columns = columns_of([{"benefits": fact("benefits", msgspec.to_builtins(one))} for one in ends], D, ON)
    for asked, expected in (
        ({"count_at_least": 1}, [0]),
        ({"count_at_most": 0}, [1]),
        ({"has": "senior_allowance"}, [0]),
    ):
        yes, _ = BitmapIndex(columns, ON).mask(condition(attribute="benefits", **asked))
        assert rows(yes).tolist() == expected, asked


def test_the_nearest_change_of_a_list_leaves_the_rest_of_it_alone():
    benefits = Atom(D["benefits"], c.Has("senior_allowance"), "")
    records = (Record(kind="minimum_living", since=date(2020, 1, 1)),)
    values = nearest([benefits], {"benefits": fact("benefits", msgspec.to_builtins(records))}, ON)
    assert values[0] == records
    assert (*records, Record(kind="senior_allowance", since=ON)) in values
    categories = Atom(D["disability_categories"], c.Has("vision"), "")
    kinds = nearest([categories], {"disability_categories": fact("disability_categories", ["hearing"])}, ON)
    assert kinds[0] == ("hearing",)
    assert ("hearing", "vision") in kinds


def test_without_a_rule_in_force_a_person_decides_and_hears_since_when():
    facts = read_facts({"alive": True}, D, "population", ON)
    decision = decide(rules(ALIVE, valid_from="2027-01-01"), facts, ON)
    assert (decision.outcome, decision.on, decision.rule, decision.holds_from) == ("person", ON, None, date(2027, 1, 1))


def test_an_approval_without_an_amount_grants_what_was_asked_for():
    grant = decide(rules(ALIVE), read_facts({"alive": True}, D, "population", ON), ON).grant
    assert grant is not None
    assert (grant.says, grant.amount, grant.unit, grant.period, grant.first_month, grant.until) == (
        "同意办理",
        None,
        "",
        None,
        None,
        None,
    )


def test_a_reader_without_the_right_sees_what_was_asked_and_no_value():
    whole = decide(rules(ALIVE, OLD), read_facts({"alive": True, "birth_date": "1990-03-01"}, D, "population", ON), ON)
    assert whole.reasons[0].seen
    assert whole.counterfactuals
    shown = redacted(whole)
    assert [(one.says, one.answer, one.seen, one.explained) for one in shown.reasons] == [
        ("健在", "yes", (), ""),
        ("年满70周岁", "no", (), ""),
    ]
    assert (shown.missing, shown.counterfactuals) == ((), ())
    assert replace(shown, reasons=whole.reasons, missing=whole.missing, counterfactuals=whole.counterfactuals) == whole
    missing = decide(rules(ALIVE, OLD), {}, ON)
    assert missing.missing
    assert redacted(missing).missing == ()


def test_a_condition_inside_others_keeps_what_was_seen():
    """An answer to `any` names the parts of an `all` inside it."""
    inner = decide(
        rules('{ any = [ { all = [ { attribute = "alive", is = true }, { attribute = "sex", is = "male" } ] } ], says = "都符合" }'),
        {"alive": fact("alive", True), "sex": fact("sex", "male")}, ON,
    )  # fmt: skip
    assert len(inner.reasons[0].seen) == 2
