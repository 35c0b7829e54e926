"""The stored form of an actor, and the forms under which a search looks for one."""

from uuid import UUID

from backend.audit.actor import Actor, spellings
from backend.residents.types import Acting, Staff

SHE = UUID(int=7)


def test_the_stored_form_names_role_and_id() -> None:
    assert str(Actor.person(SHE)) == f"person:{SHE}"
    assert str(Actor.system("rule")) == "system:rule"
    assert str(Acting(SHE, SHE).actor) == f"person:{SHE}"
    assert str(Staff("li", "李", frozenset()).actor) == "staff:li"
    assert str(Staff("li", "李", frozenset(), proven=False).actor) == "staff:unproven:li"


def test_a_search_looks_under_every_form_that_was_ever_stored() -> None:
    for word in ("li", "staff:li", "unproven:li", "staff:unproven:li", "person:li"):
        assert {"li", "person:li", "mandate:li", "staff:li", "unproven:li", "staff:unproven:li"} <= set(
            spellings(word)
        ), word
    assert spellings("") == spellings("person:") == []
