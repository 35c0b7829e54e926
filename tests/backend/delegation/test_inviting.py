"""Own device: an invitation or a request, its answer, and what either side can do with the mandate afterwards."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from backend.delegation import acting, managing, store
from backend.delegation.context import Context
from backend.delegation.invitations import inviting
from backend.delegation.invitations.inviting import To
from backend.delegation.lifecycle import MandateMovedOn
from backend.delegation.problems import (
    HelperNotProven,
    InvitationGone,
    MandateOver,
    NotForHelpers,
    NothingChosen,
    NotOneself,
    TermNotOffered,
    TooManyInvitations,
)
from backend.delegation.scope import Wish
from backend.delegation.types import Mandate, Power
from backend.kit.problems import NotThere
from backend.residents.step_up import NotWhileHelping
from backend.residents.types import Acting, Assurance, Visitor
from tests.conftest import NOW
from tests.people import GRANDDAUGHTER, GRANDMOTHER, TRADER
from tests.support.allowance import ALLOWANCE

WISH = Wish(services=(ALLOWANCE,), power=Power.SUBMIT, days=30, relation="grandchild")
LATER = NOW + timedelta(hours=1)


async def agreed(db: Any, context: Context, actor: Any, wish: Wish = WISH) -> tuple[Acting, Acting, Mandate]:
    """The grandmother agrees to what her granddaughter asks."""
    she, helper = await actor(GRANDMOTHER, Assurance.PHONE), await actor(GRANDDAUGHTER)
    await inviting.ask(db, context, helper, wish, To(phone=GRANDMOTHER.international_phone), NOW)
    (offer,) = await inviting.waiting(db, context, she, NOW)
    return she, helper, await inviting.grant(db, context, she, offer.id, offer.words.digest, NOW)


async def test_a_request_is_nothing_until_she_agrees(db: Any, context: Context, actor: Any) -> None:
    she, helper = await actor(GRANDMOTHER, Assurance.PHONE), await actor(GRANDDAUGHTER)
    await inviting.ask(db, context, helper, WISH, To(phone=GRANDMOTHER.international_phone), NOW)
    assert await managing.received(db, context, helper.person, NOW) == []
    (offer,) = await inviting.waiting(db, context, she, NOW)
    assert (offer.from_name, offer.side) == (GRANDDAUGHTER.name, "helper")
    assert GRANDDAUGHTER.name in offer.words.words
    assert "每次提交前先问我" in offer.words.words, "money is paid: submitting alone isn't offered"
    mandate = await inviting.grant(db, context, she, offer.id, offer.words.digest, NOW)
    assert (mandate.state, mandate.channel, mandate.proposed_by) == ("active", "device", "helper")
    assert mandate.expires_at == NOW + timedelta(days=30)
    (kept,) = await store.consents(db, mandate=mandate.id)
    said = context.vault.open(kept.said, f"mandate_consent:{kept.id}").decode()
    assert (said, kept.said_digest) == (offer.words.words, offer.words.digest)
    assert await inviting.waiting(db, context, she, NOW) == []
    kinds = [(one.kind, one.role) for one in await managing.history(db, she, mandate.id)]
    assert kinds == [("proposed", "helper"), ("agreed", "helper"), ("agreed", "principal")]
    told = await db.fetch("select person, title from notice where link = $1", f"/mandates/{mandate.id}")
    assert {(row["person"], row["title"]) for row in told} == {
        (she.person, "代办授权开始了"),
        (helper.person, "可以开始帮家人办事了"),
    }


async def test_she_keeps_only_some_services(db: Any, context: Context, actor: Any) -> None:
    she, helper = await actor(GRANDMOTHER, Assurance.PHONE), await actor(GRANDDAUGHTER)
    wish = Wish(groups=("elderly",), power=Power.PREPARE, days=182)
    await inviting.ask(db, context, helper, wish, To(phone=GRANDMOTHER.international_phone), NOW)
    (offer,) = await inviting.waiting(db, context, she, NOW)
    assert len(offer.services) > 3
    assert {one.via for one in offer.services} == {"elderly"}
    keep = frozenset({ALLOWANCE})
    fewer = inviting.words_for(context, offer, keep)
    assert fewer.digest != offer.words.digest
    with pytest.raises(InvitationGone):
        await inviting.grant(db, context, she, offer.id, offer.words.digest, NOW, keep=keep)
    with pytest.raises(NothingChosen):
        await inviting.grant(db, context, she, offer.id, fewer.digest, NOW, keep=frozenset())
    mandate = await inviting.grant(db, context, she, offer.id, fewer.digest, NOW, keep=keep)
    assert [one.service for one in await store.services(db, mandates=[mandate.id])] == [ALLOWANCE]


async def test_an_invitation_with_name_and_number_begins_when_that_person_accepts(
    db: Any, context: Context, actor: Any
) -> None:
    she, helper = await actor(GRANDMOTHER, Assurance.PHONE), await actor(GRANDDAUGHTER)
    to = To(phone=GRANDDAUGHTER.international_phone, name=GRANDDAUGHTER.name)
    await inviting.invite(db, context, she, WISH, to, NOW)
    (offer,) = await inviting.waiting(db, context, helper, LATER)
    assert offer.from_name == (await managing_name(db, context, she))
    mandate = await inviting.accept(db, context, helper, offer.id, LATER)
    assert (mandate.state, mandate.proposed_by) == ("active", "principal")
    (kept,) = await store.consents(db, mandate=mandate.id)
    assert kept.at == NOW, "her yes is from the day of the invitation"


async def managing_name(db: Any, context: Context, who: Acting) -> str:
    """A name as the house knows it."""
    from backend.residents.service import identity_of

    return (await identity_of(db, context.vault, who.person)).name


async def test_another_name_than_hers_waits_for_the_principals_look(db: Any, context: Context, actor: Any) -> None:
    she, helper = await actor(GRANDMOTHER, Assurance.PHONE), await actor(GRANDDAUGHTER)
    await inviting.invite(db, context, she, WISH, To(phone=GRANDDAUGHTER.international_phone, name="小欣"), NOW)
    (offer,) = await inviting.waiting(db, context, helper, NOW)
    mandate = await inviting.accept(db, context, helper, offer.id, NOW)
    assert mandate.state == "proposed"
    with pytest.raises(MandateOver):
        await acting.in_force(db, mandate.id, helper.person, NOW)
    words = await managing.words(db, context, mandate)
    assert GRANDDAUGHTER.name in words.words
    with pytest.raises(MandateMovedOn):
        await managing.confirm(db, context, she, mandate.id, "0" * 64, NOW)
    with pytest.raises(MandateMovedOn):
        await managing.confirm(db, context, helper, mandate.id, words.digest, NOW)
    assert (await managing.confirm(db, context, she, mandate.id, words.digest, NOW)).state == "active"


async def test_a_code_to_scan_is_used_once_and_by_who_has_it(db: Any, context: Context, actor: Any) -> None:
    she, helper, other = await actor(GRANDMOTHER), await actor(GRANDDAUGHTER), await actor(TRADER)
    sent = await inviting.ask(db, context, helper, WISH, To(), NOW)
    assert len(sent.token) >= 32
    assert await inviting.waiting(db, context, she, NOW) == []
    with pytest.raises(InvitationGone):
        await inviting.scanned(db, context, she, sent.token[:-1], NOW)
    with pytest.raises(NotOneself):
        await inviting.scanned(db, context, helper, sent.token, NOW)
    offer = await inviting.scanned(db, context, she, sent.token, NOW)
    with pytest.raises(InvitationGone):
        await inviting.grant(db, context, she, offer.id, offer.words.digest, NOW)
    mandate = await inviting.grant(db, context, she, offer.id, offer.words.digest, NOW, token=sent.token)
    assert mandate.principal == she.person
    with pytest.raises(InvitationGone):
        await inviting.scanned(db, context, other, sent.token, NOW)


async def test_invitations_are_for_one_number_and_die(db: Any, context: Context, actor: Any) -> None:
    she, helper, other = await actor(GRANDMOTHER), await actor(GRANDDAUGHTER), await actor(TRADER)
    sent = await inviting.ask(db, context, helper, WISH, To(phone=GRANDMOTHER.international_phone), NOW)
    (offer,) = await inviting.waiting(db, context, she, NOW)
    with pytest.raises(InvitationGone):
        await inviting.grant(db, context, other, offer.id, offer.words.digest, NOW)
    assert await inviting.waiting(db, context, she, NOW + timedelta(days=14)) == []
    with pytest.raises(NotThere):
        await inviting.withdraw(db, other, sent.id, NOW)
    await inviting.withdraw(db, helper, sent.id, NOW)
    assert await inviting.waiting(db, context, she, NOW) == []
    await inviting.ask(db, context, helper, WISH, To(phone=GRANDMOTHER.international_phone), NOW)
    (offer,) = await inviting.waiting(db, context, she, NOW)
    await inviting.refuse(db, context, she, offer.id, NOW)
    with pytest.raises(InvitationGone):
        await inviting.grant(db, context, she, offer.id, offer.words.digest, NOW)


async def test_what_an_invitation_may_not_be(db: Any, context: Context, actor: Any) -> None:
    helper = await actor(GRANDDAUGHTER)
    hers = To(phone=GRANDMOTHER.international_phone)
    with pytest.raises(HelperNotProven):
        await inviting.ask(db, context, await actor(TRADER, Assurance.DOCUMENT), WISH, hers, NOW)
    with pytest.raises(NotOneself):
        await inviting.ask(db, context, helper, WISH, To(phone=GRANDDAUGHTER.international_phone), NOW)
    for wrong, why in (
        (Wish(services=(ALLOWANCE,), power=Power.SEE, days=60), TermNotOffered),
        (Wish(power=Power.SEE, days=30), NothingChosen),
        (Wish(services=("FT9999999",), power=Power.SEE, days=30), NotForHelpers),
    ):
        with pytest.raises(why):
            await inviting.ask(db, context, helper, wrong, hers, NOW)
    for _ in range(inviting.A_DAY):
        await inviting.ask(db, context, helper, WISH, To(), NOW)
    with pytest.raises(TooManyInvitations):
        await inviting.ask(db, context, helper, WISH, To(), NOW)
    await inviting.ask(db, context, helper, WISH, To(), NOW + timedelta(days=1, seconds=1))


async def test_acting_by_a_mandate_and_its_end_on_the_next_request(db: Any, context: Context, actor: Any) -> None:
    she, helper, mandate = await agreed(db, context, actor)
    visitor = Visitor(person=helper.person, assurance=Assurance.VERIFIED)
    hat = await acting.for_another(db, visitor, helper.person, mandate.id, NOW)
    assert (hat.principal, hat.actor.role, hat.masked, hat.assurance) == (
        she.person,
        "mandate",
        True,
        Assurance.DOCUMENT,
    )
    await acting.need(db, hat, "case.answered", ALLOWANCE, NOW)
    with pytest.raises(NotWhileHelping):
        await acting.need(db, hat, "case.submitted", ALLOWANCE, NOW)
    with pytest.raises(NotThere):
        await acting.need(db, hat, "case.answered", "FT0205002", NOW)
    with pytest.raises(MandateOver):
        await acting.for_another(db, visitor, she.person, mandate.id, NOW)
    await managing.stop(db, she, mandate.id, LATER)
    with pytest.raises(MandateOver):
        await acting.for_another(db, visitor, helper.person, mandate.id, LATER)
    with pytest.raises(MandateOver):
        await acting.need(db, hat, "case.answered", ALLOWANCE, LATER)
    assert (await managing.stop(db, she, mandate.id, LATER)).reason == "by_principal", "twice is once"


async def test_pause_narrow_and_stop(db: Any, context: Context, actor: Any) -> None:
    wish = Wish(services=(ALLOWANCE, "FT0205002"), power=Power.PREPARE, days=30)
    she, helper, mandate = await agreed(db, context, actor, wish)
    await managing.hold(db, she, mandate.id, NOW)
    with pytest.raises(MandateOver):
        await acting.in_force(db, mandate.id, helper.person, NOW)
    with pytest.raises(MandateMovedOn):
        await managing.go_on(db, helper, mandate.id, NOW)
    await managing.go_on(db, she, mandate.id, NOW)
    with pytest.raises(MandateMovedOn):
        await managing.take_back(db, helper, mandate.id, ALLOWANCE, NOW)
    await managing.take_back(db, she, mandate.id, ALLOWANCE, NOW)
    assert (await acting.in_force(db, mandate.id, helper.person, NOW)).powers == {"FT0205002": Power.PREPARE}
    with pytest.raises(NotThere):
        await managing.take_back(db, she, mandate.id, ALLOWANCE, NOW)
    await managing.take_back(db, she, mandate.id, "FT0205002", NOW)
    view = await managing.open_mandate(db, context, helper, mandate.id, NOW)
    assert (view.standing.state, view.standing.reason) == ("ended", "by_principal")
    with pytest.raises(NotThere):
        await managing.open_mandate(db, context, await actor(TRADER), mandate.id, NOW)


async def test_who_helps_sees_and_ends_none_of_the_principals_mandates(db: Any, context: Context, actor: Any) -> None:
    _, helper, mandate = await agreed(db, context, actor)
    hat = await acting.for_another(db, Visitor(person=helper.person), helper.person, mandate.id, NOW)
    for step in (
        managing.given(db, context, hat, NOW),
        managing.stop(db, hat, mandate.id, NOW),
        inviting.invite(db, context, hat, WISH, To(), NOW),
        inviting.ask(db, context, hat, WISH, To(), NOW),
    ):
        with pytest.raises((NotWhileHelping, NotThere)):
            await step


async def test_the_application_rewrites_no_history(db: Any, context: Context, actor: Any) -> None:
    *_, mandate = await agreed(db, context, actor)
    for statement in (
        "update mandate_event set kind = 'ended' where mandate = $1",
        "delete from mandate_event where mandate = $1",
        "update mandate_consent set said_digest = '' where mandate = $1",
        "delete from mandate_consent where mandate = $1",
        "delete from mandate where id = $1",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with db.transaction():
                await db.execute(statement, mandate.id)
