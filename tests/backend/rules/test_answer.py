"""Each comparison at its edges, the three values joined, and the trace that explains them."""

from datetime import date

from backend.registers.attributes import attributes
from backend.rules import answer as a
from backend.rules.diagnostics import SourceLocation
from backend.rules.parse_condition import read_condition
from tests.backend.rules.strategies import fact
from tests.support.each import each

D = attributes()
ON = date(2026, 11, 10)


def asked(on=ON, facts=None, **table):
    told = {name: fact(name, raw, on) for name, raw in (facts or {}).items()}
    return a.is_true(read_condition(table, SourceLocation("x"), D), told, on)


@each(
    ("compare", "yes", "no"),
    [
        ({"at_least": 12}, (12, 13), (11, 0)),
        ({"at_most": 12}, (12, 0), (13,)),
        ({"more_than": 12}, (13,), (12, 11)),
        ({"less_than": 12}, (11,), (12, 13)),
        ({"is": 12}, (12,), (11, 13)),
        ({"one_of": [3, 12]}, (3, 12), (4, 11)),
    ],
)
def test_numbers(compare, yes, no):
    for number in yes:
        assert asked(facts={"insured_months_running": number}, attribute="insured_months_running", **compare) is True
    for number in no:
        assert asked(facts={"insured_months_running": number}, attribute="insured_months_running", **compare) is False


@each(
    ("compare", "yes", "no"),
    [
        ({"before": "2026-01-01"}, ("2025-12-31",), ("2026-01-01",)),
        ({"since": "2026-01-01"}, ("2026-01-01",), ("2025-12-31",)),
        ({"not_passed": True}, ("2026-11-10", "2030-01-01"), ("2026-11-09",)),
        ({"reached": True}, ("2026-11-10", "2020-01-01"), ("2026-11-11",)),
        ({"at_least_ago": {"months": 12}}, ("2025-11-10", "2020-01-01"), ("2025-11-11", "2027-01-01")),
        ({"at_least_ago": {"years": 1, "days": 1}}, ("2025-11-09",), ("2025-11-10",)),
        ({"within_last": {"months": 24}}, ("2024-11-10", "2026-11-10"), ("2024-11-09", "2026-11-11")),
        ({"within_last": {"days": 30}}, ("2026-10-11", "2026-11-10"), ("2026-10-10", "2026-11-11")),
        ({"within_next": {"days": 60}}, ("2026-11-10", "2027-01-09"), ("2026-11-09", "2027-01-10")),
        ({"within_next": {"months": 2}}, ("2027-01-10",), ("2027-01-11",)),
        (
            {"before_anniversary": 60},
            ("2025-01-09", "2024-11-10", "2020-12-01"),
            ("2025-01-10", "2024-11-09", "2026-11-10"),
        ),
        ({"in_month": [5, 11]}, ("2024-05-31", "1990-11-01"), ("2024-06-01", "2024-04-30")),
    ],
)
def test_dates(compare, yes, no):
    for day in yes:
        assert asked(facts={"graduated_on": day}, attribute="graduated_on", **compare) is True, day
    for day in no:
        assert asked(facts={"graduated_on": day}, attribute="graduated_on", **compare) is False, day


def test_codes_and_yes_or_no():
    assert asked(facts={"sex": "male"}, attribute="sex", **{"is": "male"}) is True
    assert asked(facts={"sex": "female"}, attribute="sex", **{"is": "male"}) is False
    assert asked(facts={"degree": "master"}, attribute="degree", one_of=["master", "doctor"]) is True
    assert asked(facts={"degree": "none"}, attribute="degree", one_of=["master", "doctor"]) is False
    assert asked(facts={"alive": False}, attribute="alive", **{"is": False}) is True
    assert asked(facts={"alive": True}, attribute="alive", **{"is": False}) is False


@each(
    ("code", "within", "answer"),
    [
        ("440304001028", "4403", True),
        ("440304", "4403", True),
        ("4403", "4403", True),
        ("440300", "4403", True),
        ("440100", "4403", False),
        ("430102", "4403", False),
        ("44", "4403", None),
        ("440000", "4403", None),
        ("4403", "440304", None),
        ("430000", "4403", False),
        ("440304", ["43", "4403"], True),
        ("430102", ["43", "4403"], True),
        ("44", ["43", "4403"], None),
        ("44", ["44", "4403"], True),
    ],
)
def test_a_division_too_coarse_to_tell_is_not_known(code, within, answer):
    assert asked(facts={"hukou": code}, attribute="hukou", within=within) is answer


@each(
    ("since", "until", "has", "had"),
    [
        (None, None, True, True),
        ("2026-11-10", None, True, True),
        ("2026-11-11", None, False, False),
        (None, "2026-11-10", True, True),
        (None, "2026-11-09", False, True),
        ("2015-01-01", "2020-01-01", False, True),
        ("2027-01-01", "2028-01-01", False, False),
    ],
)
def test_records_run_from_their_first_to_their_last_day(since, until, has, had):
    told = {"benefits": [{"kind": "minimum_living"}, {"kind": "senior_allowance", "from": since, "until": until}]}
    assert asked(facts=told, attribute="benefits", has="senior_allowance") is has
    assert asked(facts=told, attribute="benefits", lacks="senior_allowance") is not has
    assert asked(facts=told, attribute="benefits", had="senior_allowance") is had
    assert asked(facts=told, attribute="benefits", count_at_least=2) is has
    assert asked(facts=told, attribute="benefits", count_at_most=1) is not has


def test_sets_contain_or_lack_and_are_counted():
    told = {"restrictions": ["market_entry", "consumption"]}
    assert asked(facts=told, attribute="restrictions", has="market_entry") is True
    assert asked(facts=told, attribute="restrictions", has="serious_violation") is False
    assert asked(facts=told, attribute="restrictions", lacks="market_entry") is False
    assert asked(facts=told, attribute="restrictions", lacks="serious_violation") is True
    assert asked(facts=told, attribute="restrictions", count_at_least=2) is True
    assert asked(facts=told, attribute="restrictions", count_at_least=3) is False
    assert asked(facts=told, attribute="restrictions", count_at_most=1) is False
    assert asked(facts=told, attribute="restrictions", count_at_most=2) is True


def test_being_known_is_never_answered_with_no():
    assert asked(facts={"sex": "male"}, attribute="sex", known=True) is True
    assert asked(facts={}, attribute="sex", known=True) is None


YES, NO, UNKNOWN = (
    {"attribute": "alive", "is": True},
    {"attribute": "alive", "is": False},
    {"attribute": "sex", "is": "male"},
)


@each(
    ("table", "truth"),
    [
        ({"all": [YES, YES]}, "yes"),
        ({"all": [YES, UNKNOWN]}, "unknown"),
        ({"all": [UNKNOWN, NO]}, "no"),
        ({"any": [NO, NO]}, "no"),
        ({"any": [NO, UNKNOWN]}, "unknown"),
        ({"any": [UNKNOWN, YES]}, "yes"),
        ({"not": YES}, "no"),
        ({"not": NO}, "yes"),
        ({"not": UNKNOWN}, "unknown"),
        ({"for_a_person": "看"}, "unknown"),
        ({"all": [{"for_a_person": "看"}, NO]}, "no"),
        ({"any": [{"for_a_person": "看"}, YES]}, "yes"),
    ],
)
def test_three_values_are_joined(table, truth):
    facts = {"alive": fact("alive", True)}
    condition = read_condition({**table, "says": "说"}, SourceLocation("x"), D)
    answered = a.answer(condition, facts, ON)
    assert (answered.truth, answered.says) == (truth, "说")
    assert a.NAMES[a.is_true(condition, facts, ON)] == truth
    assert a.truth_of(answered) == a.is_true(condition, facts, ON)


def test_the_trace_keeps_every_part_with_the_value_seen_and_its_source():
    table = {
        "any": [{"attribute": "age", "at_least": 70, "says": "满70"}, {"not": {"attribute": "hukou", "within": "43"}}]
    }
    told = {
        "birth_date": fact("birth_date", "1944-03-01", date(2026, 5, 1), "population"),
        "hukou": fact("hukou", "440304", date(2026, 6, 1), "population"),
    }
    answered = a.answer(read_condition(table, SourceLocation("x"), D), told, ON)
    age = a.ObservedValue("age", "年龄", "82岁", "population", date(2026, 5, 1), None)
    hukou = a.ObservedValue("hukou", "户籍所在地", "深圳市福田区", "population", date(2026, 6, 1), None)
    assert answered.parts[0] == a.Answer("yes", "满70", age)
    assert answered.parts[1].parts[0].seen == hukou
    assert answered.parts[1].truth == "yes"
    assert a.observed_values(answered) == (age, hukou)


def test_what_is_not_known_is_shown_with_the_register_to_ask():
    answered = a.answer(read_condition(UNKNOWN, SourceLocation("x"), D), {}, ON)
    assert answered.seen == a.ObservedValue("sex", "性别", "还没有查到", "population", None, None)


def test_a_coarse_division_is_shown_as_such():
    answered = a.answer(
        read_condition({"attribute": "hukou", "within": "4403"}, SourceLocation("x"), D),
        {"hukou": fact("hukou", "44")},
        ON,
    )
    assert answered.truth == "unknown"
    assert answered.seen is not None
    assert (answered.seen.text, answered.seen.trouble) == ("广东省", "coarse")


def test_a_person_clause_without_a_sentence_says_its_reason():
    assert a.answer(read_condition({"for_a_person": "要看现场"}, SourceLocation("x"), D), {}, ON).says == "要看现场"
