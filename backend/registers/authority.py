"""Client for legal authority: parents for minor children, office holders for organisations.

One protocol of subject and object: the subject is who asks to act, the object what they ask to act for. Without an object the
register lists what the subject holds.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import Subject

SECONDS = 3.0
Relation = Literal["parent", "legal_representative", "operator"]
ObjectKind = Literal["person", "organisation"]


class Object(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A child by name and identity number, or an organisation by name and unified social credit code."""

    kind: ObjectKind
    number: Annotated[str, Meta(min_length=8, max_length=18)]
    name: Annotated[str, Meta(max_length=100)]

    def __repr__(self) -> str:
        """Show the kind only."""
        return f"Object({self.kind!r})"


class AuthorityQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For what may this person act by law; with `object`, for this one?"""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject
    object: Object | None = None


class LegalAuthority(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One authority: in which relation, for what, since when, until when (None: until the register says otherwise)."""

    relation: Relation
    object: Object
    since: date
    until: date | None = None


class AuthoritySheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The register's answer; its body is signed."""

    request_id: UUID
    authorities: Annotated[tuple[LegalAuthority, ...], Meta(max_length=100)]


async def authorities(
    registers: SignedTransport, purpose: str, subject: Subject, object: Object | None = None
) -> tuple[LegalAuthority, ...] | None:
    """What a person may act for, by law; None when no register answers provably, which is not the same as nothing."""
    query = AuthorityQuery(request_id=uuid4(), purpose=purpose, subject=subject, object=object)
    sheet = await ask(registers, "/authority", query, AuthoritySheet, SECONDS, "population")
    return None if sheet is None else sheet.authorities


def holds(authority: LegalAuthority, today: date) -> bool:
    """Does it hold on a day?"""
    return authority.since <= today and (authority.until is None or today < authority.until)
