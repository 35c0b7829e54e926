"""Which grant is given, from when and until when, what it becomes, and what is owed afterwards."""

from datetime import date

from backend.rules.obligations import after_event, effect_from
from tests.backend.rules.decided import ALLOWANCE, GRADUATE, ON, decided, rule
from tests.support.each import each


def test_a_grant_that_is_not_known_is_not_approved():
    rules = rule(
        "{ attribute = 'alive', is = true, says = '健在' }",
        "grant = [{ when = { attribute = 'sex', is = 'male' }, once_yuan = 5 }, { once_yuan = 6 }]",
    )
    decision = decided(rules)
    assert decision.outcome == "person"
    assert decision.summary == "各项要求都符合，能领多少要请工作人员算一下，您现在不用做什么。"
    assert [one.attribute for one in decision.missing] == ["sex"]
    granted = decided(rules, sex="female").grant
    assert granted is not None
    assert (granted.amount, granted.period, granted.says, granted.first_month) == (6, "once", "一次性6元", None)


def test_a_grant_that_fits_nobody_is_not_approved_and_nothing_is_missing():
    rules = rule(
        "{ attribute = 'alive', is = true }", "grant = [{ when = { attribute = 'sex', is = 'male' }, once_yuan = 5 }]"
    )
    decision = decided(rules, sex="female")
    assert (decision.outcome, decision.missing) == ("person", ())


def test_a_service_without_amounts_is_simply_done():
    decision = decided(rule("{ attribute = 'alive', is = true }"))
    assert decision.grant is not None
    assert decision.grant.says == "同意办理"
    assert decision.summary == "各项要求都符合，已经批准。同意办理。"


def test_a_grant_ends_on_a_known_day_or_after_so_many_months():
    rules = rule(
        "{ attribute = 'alive', is = true }",
        "grant = [{ monthly_yuan = 5, until = 'disability_valid_until', first_month = 'after_approval' }]",
    )
    decision = decided(rules, disability_valid_until="2031-03-31")
    assert decision.grant is not None
    assert (decision.grant.until, decision.grant.first_month) == (date(2031, 3, 31), date(2026, 12, 1))
    assert decision.summary == "各项要求都符合，已经批准。每月5元，从2026年12月起，到2031年3月31日为止。"
    assert [one.attribute for one in decided(rules).missing] == ["disability_valid_until"]
    later = decided(rule("{ attribute = 'alive', is = true }", "grant = [{ says = '签注', for_months = 12 }]")).grant
    assert later is not None
    assert (later.says, later.until, later.amount) == ("签注", date(2027, 11, 10), None)


def test_the_next_amount_follows_a_change_of_the_rule_too():
    decision = decided(on=date(2019, 9, 1), birth_date="1940-05-05")
    assert decision.grant is not None
    assert (decision.grant.amount, decision.grant.then_on, decision.grant.then_amount) == (100, date(2019, 10, 1), 200)


def test_a_grant_for_good_has_no_next_amount():
    decision = decided(birth_date="1920-01-01")
    assert decision.grant is not None
    assert (decision.grant.amount, decision.grant.then_on, decision.grant.then_amount) == (1000, None, None)


def test_the_yearly_checks_are_the_next_two_months_of_may_and_november():
    checks = [due for due in decided().obligations if due.key == "check"]
    assert [(due.opens, due.closes, due.effect, due.effect_from) for due in checks] == [
        (date(2027, 5, 1), date(2027, 5, 31), "stops_next_month", date(2027, 6, 1)),
        (date(2027, 11, 1), date(2027, 11, 30), "stops_next_month", date(2027, 12, 1)),
    ]
    assert {due.who for due in checks} == {"applicant"}
    first = next(due for due in decided(on=date(2026, 10, 31)).obligations if due.key == "check")
    assert first.opens == date(2026, 11, 1)


def test_what_follows_an_event_is_named_without_a_date_until_it_happens():
    death = next(due for due in decided().obligations if due.key == "death")
    assert (death.who, death.after, death.effect) == ("family", "death", "stops_next_month")
    assert (death.opens, death.closes, death.effect_from) == (None, None, None)


@each(
    ("event", "day", "closes", "counts"),
    [
        ("death", date(2026, 3, 31), date(2026, 4, 30), date(2026, 4, 1)),
        ("moved_out_of_city", date(2026, 12, 1), None, date(2027, 1, 1)),
        ("moved_within_city", date(2026, 12, 31), None, date(2027, 1, 1)),
        ("check_passed", date(2027, 1, 15), None, date(2027, 1, 1)),
        ("phone_changed", date(2026, 11, 10), date(2026, 11, 25), None),
        ("overpaid", date(2026, 11, 30), date(2027, 2, 28), None),
    ],
)
def test_an_event_sets_the_dates(event, day, closes, counts):
    due = after_event(ALLOWANCE[2], event, day)
    assert [(one.opens, one.closes, one.effect_from) for one in due] == [(day, closes, counts)]


def test_an_effect_at_once_counts_from_the_day():
    assert effect_from("stops_at_once", ON) == ON
    assert effect_from("resumes_this_month", ON) == effect_from("resumes_with_arrears", ON) == ON.replace(day=1)
    assert after_event(ALLOWANCE[0], "death", ON) == ()


def test_what_is_owed_upon_approval_starts_with_it():
    decision = decided(
        GRADUATE,
        **{
            "degree_confirmed": True,
            "degree_level": 3,
            "study_mode": "full_time",
            "graduated_on": "2026-06-30",
            "criminal_record": False,
            "credit_exclusion": False,
            "hukou": "430102",
            "answer:settle_kind": "talent",
            "answer:file_place": "school",
        },
    )
    assert [(due.key, due.after, due.opens, due.closes) for due in decision.obligations] == [
        ("register", "approval", ON, None)
    ]
