"""Each access policy admits exactly its own visitors; a route without one has no door."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from backend.kit.problems import NotAllowed, NotThere, SignInNeeded, WrongMethod
from backend.residents import guards
from backend.residents.guards import Policy
from backend.residents.step_up import AnotherFactorNeeded, NotWhileHelping, StepUpNeeded, stepped_up_with
from backend.residents.types import Assurance, FreshProof, ProofMeans, Role, Staff, Visitor
from tests.conftest import NOW
from tests.support.each import each

SMS, PASSKEY, FACE = (FreshProof(NOW, means) for means in ("sms", "passkey", "face"))
STRONG: tuple[ProofMeans, ...] = ("passkey", "face", "provider", "officer")


def resident(level: Assurance = Assurance.PHONE, *proofs: FreshProof) -> Visitor:
    """A resident who signed in, at this level, with these fresh proofs."""
    return Visitor(person=uuid4(), assurance=level, proofs=proofs)


def officer(*roles: Role, proofs: tuple[FreshProof, ...] = ()) -> Visitor:
    """One of the district's staff with these roles."""
    return Visitor(staff=Staff("s1", "王敏", frozenset(roles)), proofs=proofs)


def refusal(policy: Policy, visitor: Visitor) -> type[Exception] | None:
    """The class of what a policy answers; None when it admits."""
    try:
        policy(visitor)
    except Exception as error:
        return type(error)
    return None


ANYBODY = (Visitor(), resident(), officer("officer"))
RESIDENTS_ONLY = (guards.signed_in, guards.confirmed, guards.confirmed_by_another_factor, guards.confirmed_by_best_factor,
                  guards.confirmed_for_contact, guards.proven(Assurance.PHONE))  # fmt: skip


def test_a_public_page_is_for_anybody() -> None:
    assert [refusal(guards.public, visitor) for visitor in ANYBODY] == [None, None, None]


@each("policy", RESIDENTS_ONLY)
def test_a_personal_page_is_closed_to_all_who_are_not_signed_in_as_residents(policy: Policy) -> None:
    for visitor in (Visitor(), officer("officer", proofs=(PASSKEY,)), Visitor(proofs=(PASSKEY,))):
        assert refusal(policy, visitor) is SignInNeeded
    assert refusal(policy, resident(Assurance.VERIFIED, PASSKEY)) is None


def test_a_fresh_proof_of_any_means_confirms() -> None:
    assert refusal(guards.confirmed, resident()) is StepUpNeeded
    assert refusal(guards.confirmed, resident(Assurance.PHONE, SMS)) is None


@each("means", STRONG)
def test_where_money_moves_an_sms_is_not_enough(means: ProofMeans) -> None:
    for proofs in ((), (SMS,), (FreshProof(NOW, "staff"),)):
        assert refusal(guards.confirmed_by_another_factor, resident(Assurance.VERIFIED, *proofs)) is AnotherFactorNeeded
    assert refusal(guards.confirmed_by_another_factor, resident(Assurance.PHONE, FreshProof(NOW, means), SMS)) is None


@each(
    ("policy", "from_level"),
    [(guards.confirmed_by_best_factor, Assurance.DOCUMENT), (guards.confirmed_for_contact, Assurance.VERIFIED)],
)
def test_a_better_factor_is_asked_from_the_level_at_which_there_is_one(policy: Policy, from_level: Assurance) -> None:
    for level in (Assurance.PHONE, Assurance.DOCUMENT, Assurance.VERIFIED):
        strict = level >= from_level
        assert refusal(policy, resident(level)) is (AnotherFactorNeeded if strict else StepUpNeeded), level
        assert refusal(policy, resident(level, SMS)) is (AnotherFactorNeeded if strict else None), level
        assert refusal(policy, resident(level, PASSKEY)) is None, level


def test_the_newest_proof_by_another_factor_counts() -> None:
    assert stepped_up_with((PASSKEY, FACE, SMS)) is FACE
    assert stepped_up_with((SMS,)) is None
    assert stepped_up_with(()) is None


def test_a_level_includes_those_below_it() -> None:
    for asked in Assurance:
        for held in Assurance:
            assert refusal(guards.proven(asked), resident(held)) is (None if held >= asked else NotAllowed), (
                asked,
                held,
            )


@each("policy_of", [guards.staff, guards.confirmed_staff])
def test_a_page_of_staff_is_for_its_roles(policy_of: Callable[..., Policy]) -> None:
    policy = policy_of("officer", "supervisor")
    for visitor in (Visitor(proofs=(SMS,)), resident(Assurance.VERIFIED, PASSKEY)):
        assert refusal(policy, visitor) is SignInNeeded
    assert refusal(policy, officer("editor", "auditor", proofs=(PASSKEY,))) is NotAllowed
    assert refusal(policy, officer(proofs=(PASSKEY,))) is NotAllowed
    assert refusal(policy, officer("editor", "supervisor", proofs=(PASSKEY,))) is None


def test_what_changes_for_everybody_asks_staff_again() -> None:
    assert refusal(guards.staff("editor"), officer("editor")) is None
    assert refusal(guards.confirmed_staff("editor"), officer("editor")) is StepUpNeeded


def test_a_policy_is_called_by_what_it_asks() -> None:
    """The list of routes in docs and tests names them so."""
    assert guards.proven(Assurance.DOCUMENT).__name__ == "proven_document"
    assert guards.staff("officer", "editor").__name__ == "staff_officer_editor"
    assert guards.confirmed_staff("editor").__name__ == "confirmed_staff_editor"


def test_a_route_states_its_policy_beside_other_options() -> None:
    assert guards.access(guards.public, token=False) == {"access": guards.public, "token": False}


def connection(visitor: Any = None, **scope: Any) -> Any:
    """A request as the framework hands it to a guard."""
    routes = [
        SimpleNamespace(path="/a", path_format="/a", methods={"POST", "GET"}),
        SimpleNamespace(path="/c/{id:uuid}", path_format="/c/{id}", methods={"DELETE"}),
        SimpleNamespace(path="/a", path_format="/a"),
    ]
    return SimpleNamespace(scope={"state": {"visitor": visitor}, **scope}, app=SimpleNamespace(routes=routes))


def handler(policy: Policy | None) -> Any:
    """A route with this policy."""
    return SimpleNamespace(opt={} if policy is None else guards.access(policy))


def test_who_has_no_session_is_nobody() -> None:
    she = resident()
    assert guards.visitor_of(connection(she)) is she
    assert guards.visitor_of(connection("she")) == Visitor()
    assert guards.visitor_of(SimpleNamespace(scope={"state": {}})) == Visitor()  # type: ignore[arg-type]


async def test_the_guard_asks_the_policy_of_the_route() -> None:
    await guards.admit(connection(resident()), handler(guards.signed_in))
    with pytest.raises(SignInNeeded):
        await guards.admit(connection(), handler(guards.signed_in))
    with pytest.raises(SignInNeeded):
        await guards.admit(connection(method="OPTIONS"), handler(guards.signed_in))


async def test_who_acts_for_another_reaches_public_pages_and_those_that_name_helpers() -> None:
    helping = msgspec.structs.replace(resident(), mandate=uuid4())
    named = SimpleNamespace(opt={**guards.access(guards.signed_in), "helper": "case.seen"})
    await guards.admit(connection(helping), handler(guards.public))
    await guards.admit(connection(helping), named)  # type: ignore[arg-type]
    for visitor, asked in ((resident(), named), (resident(), handler(guards.signed_in))):
        await guards.admit(connection(visitor), asked)  # type: ignore[arg-type]
    with pytest.raises(NotWhileHelping):
        await guards.admit(connection(helping), handler(guards.signed_in))


async def test_a_route_without_a_policy_has_no_door() -> None:
    for scope in ({}, {"method": "GET"}):
        with pytest.raises(NotThere):
            await guards.admit(connection(resident(), **scope), handler(None))


@each(("template", "allow"), [("/a", "GET, HEAD, POST"), ("/c/{id}", "DELETE"), ("/c/{id:uuid}", "DELETE"), ("/b", "")])
async def test_who_asks_for_the_methods_of_a_route_is_told_them(template: str, allow: str) -> None:
    with pytest.raises(WrongMethod) as refused:
        await guards.admit(connection(method="OPTIONS", path_template=template), handler(None))
    assert refused.value.allow == allow
