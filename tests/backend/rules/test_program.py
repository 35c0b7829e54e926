"""The generated function: bare outcomes and traces for many services at once, per day; no rule text in its source."""

from datetime import date
from pathlib import Path

from backend.registers.attributes import attributes
from backend.rules import generate
from backend.rules.decide import decide
from backend.rules.facts import read_facts, silent
from backend.rules.program import NO, UNKNOWN, YES, Program, TracedWriter
from backend.rules.read import read_rule_file, read_rules
from backend.rules.types import Fact

D = attributes()
ON = date(2026, 11, 10)
FILES = {path.stem: read_rule_file(path, D) for path in sorted(Path("backend/catalogue/rules").glob("*.toml"))}
PROGRAM = Program({service: file.rules for service, file in FILES.items()})


def test_every_case_of_every_file_comes_out_the_same():
    for service, file in FILES.items():
        place = PROGRAM.services.index(service)
        for case in file.cases:
            facts = read_facts(case.facts, D, "sample", case.on)
            decision = decide(file.rules, facts, case.on)
            outcome, lines = PROGRAM.explained(facts, case.on)[place]
            assert (PROGRAM.outcomes(facts, case.on)[place] == YES) == (decision.outcome == "approve"), case.name
            assert outcome == PROGRAM.outcomes(facts, case.on)[place]
            assert [(said.says, said.answer, seen) for said, seen in lines] == [
                (reason.says, reason.answer, reason.seen) for reason in decision.reasons
            ]


def program(require, rest="", **more):
    text = f"[[rule]]\nvalid_from = 2020-01-01\nbasis = 'b'\nprovenance = 'general'\nrequire = [{require}]\n{rest}"
    return Program({"S": read_rules(text, D, "x", "x").rules, **more})


def test_a_day_has_its_own_function_and_rule():
    asked = program("{ attribute = 'age', at_least = 70, says = '满70' }")
    born = read_facts({"birth_date": "1956-02-29"}, D, "population", ON)
    assert asked.outcomes(born, date(2026, 2, 27)) == (NO,)
    assert asked.outcomes(born, date(2026, 2, 28)) == (YES,)
    assert asked.outcomes(born, date(2019, 12, 31)) == (UNKNOWN,)
    assert asked.explained(born, date(2019, 12, 31)) == ((UNKNOWN, ()),)
    assert asked.outcomes(read_facts({"birth_date": "2027-01-01"}, D, "p", ON), ON) == (UNKNOWN,)


def test_a_fact_that_ran_out_or_is_in_trouble_is_unknown():
    asked = program("{ attribute = 'sex', is = 'male', says = '男' }")
    for on, truth in ((ON, YES), (date(2026, 11, 11), UNKNOWN)):
        assert asked.outcomes({"sex": Fact(value="male", source="p", as_of=ON, expires=ON)}, on) == (truth,)
    assert asked.outcomes({"sex": silent("p", ON)}, ON) == (UNKNOWN,)
    assert asked.outcomes({"sex": Fact(source="p", as_of=ON)}, ON) == (UNKNOWN,)
    assert asked.outcomes({}, ON) == (UNKNOWN,)


def test_a_grant_that_is_not_known_leaves_the_outcome_unknown():
    asked = program(
        "{ attribute = 'alive', is = true }",
        "grant = [{ when = { attribute = 'sex', is = 'male' }, once_yuan = 5, until = 'disability_valid_until' }, "
        "{ when = { attribute = 'sex', is = 'female' }, once_yuan = 6 }]",
    )

    def outcome(**told):
        return asked.outcomes(read_facts({"alive": True, **told}, D, "p", ON), ON)[0]

    assert outcome() == UNKNOWN
    assert outcome(sex="female") == YES
    assert outcome(sex="male") == UNKNOWN
    assert outcome(sex="male", disability_valid_until="2030-01-01") == YES
    assert outcome(sex="female", alive=False) == NO


def test_a_trace_names_value_and_source_and_shares_nothing_wrong():
    asked = program(
        "{ attribute = 'today', in_month = [11], says = '十一月' }, { attribute = 'hukou', within = '4403', says = '深圳' }"
    )
    ((outcome, lines),) = asked.explained(read_facts({"hukou": "44"}, D, "population", ON), ON)
    assert outcome == UNKNOWN
    assert [(said.says, said.answer) for said, _ in lines] == [("十一月", "yes"), ("深圳", "unknown")]
    assert [(one.text, one.trouble, one.source) for _, seen in lines for one in seen] == [
        ("2026年11月10日", None, "calendar"),
        ("广东省", "coarse", "population"),
    ]


def test_no_word_of_a_rule_enters_the_source():
    rules = [file.rules[-1] for file in FILES.values()]
    for writer in (generate.Writer(rules, ON), TracedWriter(rules, ON)):
        writer.read_all()
        for rule in rules:
            writer.outcome(rule)
        source = "\n".join(writer.lines)
        assert source.isascii()
        assert "'" not in source
        assert '"' not in source
        assert not any(name in source for name in ("senior", "hukou", "4403", "birth"))


def test_answers_by_value_are_kept_within_bounds(monkeypatch):
    monkeypatch.setattr(generate, "MOST_KEPT", 2)
    atoms = [FILES["FT0101020"].rules[0].require[1]]
    kept = generate.Kept(atoms, ON)
    assert [kept[code] for code in ("44", "4403", "43", "43")] == [(3,), (3,), (0,), (0,)]
    assert len(kept) == 2


def test_the_days_in_hand_are_bounded():
    asked = program("{ attribute = 'alive', is = true }")
    for day in range(1, 29):
        asked.outcomes({}, date(2026, 2, day))
    assert asked._bare.cache_info().currsize <= 4
