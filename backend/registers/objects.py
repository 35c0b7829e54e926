"""Client for facts about a thing applied for: an organisation, a licence, a child, a deed … and what the asking person has to do with it.

One protocol of subject and object, signed and bound to the question. Each register gets its own question, all at once, so that a slow
one takes no other's answer away. What is silent, late or unproven is left out: then nobody knows, and a person looks.
"""

import asyncio
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.to_facts import names_by_register
from backend.registers.types import RegisterValue, Subject
from backend.rules.types import ObjectKind, Register

SECONDS = 2.0  # a resident waits for it


class NamedObject(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A thing as the applicant names it: its kind, number, and where there is one its name."""

    kind: ObjectKind
    number: Annotated[str, Meta(min_length=1, max_length=60)]
    name: Annotated[str, Meta(max_length=100)] = ""

    def __repr__(self) -> str:
        """Show the kind, never the number."""
        return f"NamedObject({self.kind!r})"


class ObjectQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What does one register know about this thing, and what has this person to do with it?"""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject
    object: NamedObject
    attributes: Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(min_length=1, max_length=40)]


class ObjectSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answer about one thing; the body is signed. What the register doesn't know, or may not tell this person, is left out."""

    request_id: UUID
    answers: Annotated[tuple[RegisterValue, ...], Meta(max_length=80)]


async def told_about(
    registers: SignedTransport, purpose: str, subject: Subject, object: NamedObject, attributes: Iterable[str]
) -> tuple[RegisterValue, ...]:
    """Return what registers say of a thing and of the subject's authority over it; `purpose`: code of the service."""
    questions = names_by_register(attributes)
    asked = (
        _question(registers, register, ObjectQuery(request_id=uuid4(), purpose=purpose, subject=subject, object=object, attributes=names))
        for register, names in questions.items()
    )  # fmt: skip
    return tuple(one for told in await asyncio.gather(*asked) for one in told)


async def _question(registers: SignedTransport, register: Register, query: ObjectQuery) -> tuple[RegisterValue, ...]:
    def fits(sheet: ObjectSheet) -> bool:
        return {one.attribute for one in sheet.answers} <= set(query.attributes)

    sheet = await ask(registers, "/objects", query, ObjectSheet, SECONDS, register, fits)
    return () if sheet is None else sheet.answers
