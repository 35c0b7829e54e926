"""A principal's complaint, and what officers see of mandates and their files."""

from typing import Any

import pytest

from backend.audit.actor import Actor
from backend.delegation import counter, desk, managing, printed_codes, printed_sheets, request_mandate
from backend.delegation.invitations import inviting, overview
from backend.delegation.invitations import store as invitation_store
from backend.delegation.invitations.inviting import To
from backend.delegation.principals import Named
from backend.delegation.problems import ComplaintNotYours, InvitationGone, PersonUnknown, SignsNotSettled
from backend.delegation.scope import Wish
from backend.delegation.signals import complaints, review_signal
from backend.delegation.types import Mandate, Power
from backend.kit.problems import NotThere
from backend.residents import store as people
from backend.residents.types import Acting, Staff
from tests.conftest import NOW
from tests.people import GRADUATE, GRANDMOTHER, TRADER
from tests.support.allowance import ALLOWANCE

OFFICER = Staff("officer-7", "韩晓梅", frozenset({"officer"}), "civil_affairs")
WISH = Wish(services=(ALLOWANCE,), power=Power.SUBMIT_WITH_CONSENT, days=30)
SHE = Named(GRANDMOTHER.name, GRANDMOTHER.id_number)


async def agreed(db: Any, context: Any, actor: Any) -> tuple[Acting, Acting, Mandate]:
    """The grandmother lets somebody help."""
    she, helper = await actor(GRANDMOTHER), await actor(GRADUATE)
    await inviting.ask(db, context, helper, WISH, To(phone=GRANDMOTHER.international_phone), NOW)
    (offer,) = await inviting.waiting(db, context, she, NOW)
    return she, helper, await inviting.grant(db, context, she, offer.id, offer.words.digest, NOW)


async def test_a_complaint_stops_the_helper_until_an_officer_has_looked(
    db: Any, moment: Any, context: Any, actor: Any
) -> None:
    she, helper, mandate = await agreed(db, context, actor)
    with pytest.raises(ComplaintNotYours):
        await complaints.complain(db, helper, mandate.id, NOW)
    with pytest.raises(NotThere):
        await complaints.complain(db, await actor(TRADER), mandate.id, NOW)
    for _ in range(2):
        assert (await complaints.complain(db, she, mandate.id, NOW)).state == "suspended"
    assert await complaints.is_open(db, mandate.id)
    (waiting,) = (await desk.waiting(db, context, NOW)).signalled
    assert (waiting.principal, waiting.helper) == ("陈＊＊", "林＊＊")
    told = await db.fetch("select title from notice where person = $1", helper.person)
    assert {row["title"] for row in told} >= {"代办先停一停"}, "and no word of a complaint"
    with pytest.raises(NotThere):  # nobody is called for what isn't a proposal by telephone
        await counter.call_by_officer(moment, context, OFFICER, mandate.id, NOW)
    shown = await desk.opened(db, context, OFFICER, mandate.id, NOW)
    assert [one.kind for one in shown.signals] == ["complaint"]
    assert (
        await review_signal.settle(db, context, OFFICER, mandate.id, "cleared", "和本人通了电话，没有事", NOW)
    ).state == "active"
    assert not await complaints.is_open(db, mandate.id)
    await complaints.complain(db, she, mandate.id, NOW)
    with pytest.raises(SignsNotSettled):  # not without a reason
        await counter.end_by_officer(db, context, OFFICER, mandate.id, "fraud", NOW)
    await review_signal.settle(db, context, OFFICER, mandate.id, "confirmed", "本人说不认识这个人", NOW)
    states = await db.fetch("select state from mandate_signal where mandate = $1 order by state", mandate.id)
    assert [row["state"] for row in states] == ["cleared", "confirmed"]


async def test_whoever_opens_a_mandate_stands_in_the_principals_log(
    db: Any, moment: Any, context: Any, actor: Any
) -> None:
    she, _, mandate = await agreed(db, context, actor)
    view = await desk.opened(db, context, OFFICER, mandate.id, NOW)
    assert (view.principal, view.principal_number[3:6], view.helper_phone) == (GRANDMOTHER.name, "***", "199****0003")
    (found,) = await desk.of_person(moment, context, OFFICER, SHE, NOW)
    assert found.mandate.id == mandate.id
    with pytest.raises(PersonUnknown):
        await desk.of_person(moment, context, OFFICER, Named("别人", GRANDMOTHER.id_number), NOW)
    entries = await people.access_entries(db, person=she.person)
    assert [(one.reader_name, one.reason) for one in entries] == [("韩晓梅", "核对代办授权")] * 2


async def test_a_sheet_is_printed_again_with_another_code(db: Any, moment: Any, context: Any, actor: Any) -> None:
    await actor(GRADUATE)
    her = await actor(GRANDMOTHER)
    written = counter.AtCounter(
        principal=SHE, helper=Named(GRADUATE.name, GRADUATE.id_number), wish=WISH, seen_both=True, read_aloud=True
    )
    mandate = await counter.record(moment, context, OFFICER, written, NOW)
    first = await printed_sheets.print_mandate(db, context, OFFICER, mandate.id, NOW)
    second = await printed_sheets.print_mandate(db, context, OFFICER, mandate.id, NOW)
    with pytest.raises(InvitationGone):
        await printed_codes.look_up(db, context, first.code, Actor.system("public"), NOW)
    proof = await printed_codes.look_up(db, context, second.code, Actor.system("public"), NOW)
    assert proof.standing.in_force
    entries = await people.access_entries(db, person=her.person)
    assert [(one.reader_name, one.role) for one in entries] == [("拿着授权书的人", "viewer")]
    await managing.stop(db, her, mandate.id, NOW)
    with pytest.raises(NotThere):
        await printed_sheets.print_mandate(db, context, OFFICER, mandate.id, NOW)


async def test_the_sender_can_show_the_code_again_and_nobody_else(db: Any, context: Any, actor: Any) -> None:
    she = await actor(GRANDMOTHER)
    made = await inviting.invite(db, context, she, WISH, To(), NOW)
    by_phone = await inviting.invite(db, context, she, WISH, To(phone="+8619900000003", name="林晓阳"), NOW)
    shown = await overview.sent_one(db, context, she, made.id, NOW)
    assert (shown.token, shown.phone) == (made.token, "")
    other = await overview.sent_one(db, context, she, by_phone.id, NOW)
    assert (other.token, other.phone, other.name) == ("", "199****0003", "林晓阳")
    with pytest.raises(NotThere):
        await overview.sent_one(db, context, await actor(TRADER), made.id, NOW)
    assert made.token.encode() not in (await invitation_store.invitations(db, person=she.person, now=NOW))[0].sealed


async def test_a_helper_reads_no_number_before_she_agreed(db: Any, moment: Any, context: Any, actor: Any) -> None:
    _, helper, mandate = await agreed(db, context, actor)
    assert (await managing.open_mandate(db, context, helper, mandate.id, NOW)).other_phone_tail == "0001"
    asked = await request_mandate.ask(moment, context, helper, SHE, WISH, "paper", NOW)
    assert (await managing.open_mandate(db, context, helper, asked.id, NOW)).other_phone_tail == ""
