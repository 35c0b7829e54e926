"""Every rule that pays asks whose account it pays to; without the bank's word for it no machine approves."""

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from backend.cases.submission import payee, step_up
from backend.catalogue.effects import effects_of, payee_fields
from backend.catalogue.load import RULES, read_service, service_files
from backend.catalogue.types import Service
from backend.registers.attributes import attributes
from backend.residents.types import Assurance, Identity
from backend.rules.decide import decide
from backend.rules.facts import read_facts
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import RuleFile, RuleTestCase, words_for
from backend.rules.types import Fact

FACT = "payee_account_matches"
SERVICES = {service.code: service for service in map(read_service, service_files())}


def paying() -> Iterator[tuple[Service, RuleFile]]:
    """Every service that pays to an account and has a rule."""
    for path in sorted(RULES.glob("FT*.toml")):
        service = SERVICES[path.stem]
        if "pays" in effects_of(service) and payee_fields(service):
            yield service, read_rule_file(path, attributes())


def moves_money(service: Service, case: RuleTestCase) -> bool:
    """Does this case of the rule name an account? Where the form asks for one only after an answer, that answer was given."""
    whens = [field.when for field in payee_fields(service)]
    return any(when is None or case.facts.get(when.field) in when.one_of for when in whens)


def doubts(on: date) -> dict[str, Fact]:
    """All that isn't a match: another holder, a silent or hanging register, an answer grown old, no account at all."""
    return {
        "no match": Fact(value=False, source="bank", as_of=on), "cannot tell": Fact(source="bank", as_of=on, trouble="silent"),
        "grown old": Fact(value=True, source="bank", as_of=on, expires=date(on.year - 1, 1, 1)), "no account": Fact(source="bank", as_of=on),
    }  # fmt: skip


def test_no_rule_that_pays_approves_without_a_match() -> None:
    tried = {}
    for service, file in paying():
        approving = [case for case in file.cases if case.expect.outcome == "approve" and moves_money(service, case)]
        for case in approving:
            facts = read_facts(case.facts, words_for(file.rules, attributes()), "sample", case.on)
            assert decide(file.rules, facts, case.on).outcome == "approve"
            for says, fact in doubts(case.on).items():
                assert decide(file.rules, {**facts, FACT: fact}, case.on).outcome == "person", (
                    service.code,
                    case.name,
                    says,
                )
            without = {name: known for name, known in facts.items() if name != FACT}
            assert decide(file.rules, without, case.on).outcome == "person", (service.code, case.name)
        tried[service.code] = len(approving)
    assert {"FT0205001", "FT0205002", "FT0205013", "FT0405005", "FT0405006", "FT0405010"} <= set(tried)
    assert all(tried.values()), "each has a case in which it pays"


@pytest.mark.parametrize(
    ("account", "answer", "pays"),
    [("1", "match", True), ("1", "no_match", False), ("1", "cannot_tell", False), ("", "cannot_tell", False)],
)
def test_what_a_rule_forgets_the_door_demands(account: str, answer: payee.NameCheck, pays: bool) -> None:
    assert payee.may_pay(payee.PayeeChoice(account, answer)) is pays
    assert payee.may_pay(None), "where no money moves nothing is asked"


def test_an_account_given_up_here_is_not_on_record_any_more() -> None:
    """Back to the account that only a register still knows is a change like any other, and not the short way."""
    service, who = SERVICES["FT0205002"], Identity(phone="+8619900000012", payable_account="1111")
    back = {"allowance_change": "account", "new_account": "1111"}
    for in_force, asked in (("", "fresh"), ("1111", "fresh"), ("2222", "another_factor")):
        assert step_up.step_up_for(service, back, who, Assurance.VERIFIED, in_force) == asked, in_force


def test_the_account_of_somebody_else_is_declared_and_never_prefilled() -> None:
    for service in SERVICES.values():
        for field in service.field:
            assert field.holder == "applicant" or field.kind == "bank_account", service.code
            assert field.holder == "applicant" or field.prefill != "payable_account", service.code
            if service.audience == "enterprise" and field in payee_fields(service):
                assert field.holder == "another", f"{service.code}: an organisation's account"


def test_the_known_account_isnt_in_what_answers_hold() -> None:
    field = msgspec.structs.replace(payee_fields(SERVICES["FT0205001"])[0])
    assert payee.chosen_account(field, {field.key: payee.KNOWN_ACCOUNT}, "8800000000000000017") == "8800000000000000017"
    assert payee.chosen_account(field, {field.key: ""}, "8800000000000000017") == "8800000000000000017"
    assert payee.chosen_account(field, {field.key: "1234567890"}, "8800000000000000017") == "1234567890"
