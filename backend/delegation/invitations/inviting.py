"""Channel one, each on their own device: an invitation by telephone number or QR code, or a request, and its answer.

Either side may begin. What is sent says nothing; whoever signs in with the number, or scans the code, finds it. Nothing is
allowed before both have agreed, the principal to exact words.
"""

import secrets
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation.acting import as_oneself, is_principal
from backend.delegation.context import Context
from backend.delegation.invitations import store
from backend.delegation.invitations.invitation_limits import REFUSALS, REMEMBERED, may_tell
from backend.delegation.invitations.overview import Addressee, opened, sealed
from backend.delegation.jobs import TELL_INVITED, ToTellInvited
from backend.delegation.lifecycle import PROPOSAL
from backend.delegation.messages import ANSWERED, ASKED, DECLINED, HELPER, INVITED, LINK, PRINCIPAL, TOPIC
from backend.delegation.problems import InvitationGone, NothingChosen, NotOneself, TooManyInvitations
from backend.delegation.scope import MOST, Wish
from backend.delegation.service import Party, Proposal, agree, as_person, granted_services, need_proven, propose, tell
from backend.delegation.types import Granted, Mandate
from backend.delegation.wording import Said, for_mandate
from backend.kit.jobs import enqueue
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.kit.text import plain_name
from backend.notices.service import notify
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting

DAY = timedelta(days=1)
A_DAY = 10  # invitations and requests of one person
TOKEN = 24  # bytes of a QR code's secret


class To(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Receiver of an invitation: a number (E.164) with a name, or anybody who scans the QR code."""

    phone: str = ""
    name: str = ""


class Sent(Struct, frozen=True):
    """An invitation that was made; `token` is the secret of its QR code, "" where it went to a number."""

    id: UUID
    token: str


class Offer(Struct, frozen=True, kw_only=True):
    """An invitation as its receiver reads it. `words`: what the principal agrees to; for a helper, what the principal agreed to."""

    id: UUID
    side: Literal["principal", "helper"]
    from_name: str
    from_phone_tail: str
    services: tuple[Granted, ...]
    days: int
    words: Said
    helper_name: str
    made_at: datetime
    expires_at: datetime


async def invite(db: Db, context: Context, acting: Acting, wish: Wish, to: To, now: datetime) -> Sent:
    """The principal asks somebody to help. Her yes is to the words with the name that she typed."""
    is_principal(acting, "mandate.given")
    services = await granted_services(db, context, acting.principal, wish)
    said = (
        for_mandate(context.catalogue, plain_name(to.name), services, wish.days, now) if to.phone and to.name else None
    )
    return await _send(db, context, acting, "principal", services, wish, to, now, said)


async def ask(db: Db, context: Context, acting: Acting, wish: Wish, to: To, now: datetime) -> Sent:
    """Somebody asks to be allowed to help; it has been proven who they are. Always as themselves."""
    as_oneself(acting)
    need_proven(acting.assurance)
    return await _send(
        db, context, acting, "helper", await granted_services(db, context, acting.person, wish), wish, to, now, None
    )


async def _send(
    db: Db, context: Context, acting: Acting, side: Literal["principal", "helper"], services: tuple[Granted, ...], wish: Wish, to: To,
    now: datetime, said: Said | None,
) -> Sent:  # fmt: skip
    await people.lock_person(db, person=acting.person)
    if (await store.invited_since(db, person=acting.person, since=now - DAY) or 0) >= A_DAY:
        raise TooManyInvitations
    if to.phone and to.phone == (await residents.identity_of(db, context.vault, acting.person)).phone:
        raise NotOneself
    id, token, vault = uuid4(), "" if to.phone else secrets.token_urlsafe(TOKEN), context.vault
    await store.invite(
        db, id=id, person=acting.person, side=side, principal=acting.principal if side == "principal" else None,
        services=services, days=wish.days, relation=wish.relation, rests_on=acting.mandate.mandate if acting.mandate else None,
        code_hash=vault.fingerprint("mandate-link", token) if token else None,
        phone_hash=vault.fingerprint("phone", to.phone) if to.phone else None,
        sealed=sealed(context, id, Addressee(phone=to.phone, name=plain_name(to.name), token=token)),
        said_digest=said.digest if said else None, at=now, expires_at=now + PROPOSAL,
    )  # fmt: skip
    await note(db, Actor.person(acting.person), "mandate.invited", f"invitation:{id}", now, side=side)
    if to.phone and await may_tell(db, context, acting.person, to.phone, now):
        await _tell(db, context, to.phone, side, id, now)
    return Sent(id, token)


async def _tell(
    db: Db, context: Context, phone: str, side: Literal["principal", "helper"], id: UUID, now: datetime
) -> None:
    """An inbox message for who has an account with this number, and a short message for everybody: both look alike from outside."""
    known = await people.by_phone(db, phone_hashes=context.vault.fingerprints("phone", phone))
    if known is not None:
        message = ASKED(PRINCIPAL) if side == "helper" else INVITED(HELPER)
        await notify(db, known.id, TOPIC, message, LINK, now, quiet=True)
    await enqueue(db, TELL_INVITED, ToTellInvited(id), once=f"{TELL_INVITED}:{id}")


async def waiting(db: Db, context: Context, acting: Acting, now: datetime) -> list[Offer]:
    """What was sent to the number of the person who is signed in."""
    who = await residents.identity_of(db, context.vault, acting.person)
    if not who.phone:
        return []
    hashes, since = context.vault.fingerprints("phone", who.phone), now - REMEMBERED
    rows = await store.invited(db, hashes=hashes, now=now, remembered=since, refusals=REFUSALS)
    return [await _offer(db, context, row) for row in rows if row.person != acting.person]


async def scanned(db: Db, context: Context, acting: Acting, token: str, now: datetime) -> Offer:
    """The invitation behind a QR code; raises InvitationGone."""
    row = await store.invitation_by_code(db, hashes=context.vault.fingerprints("mandate-link", token), now=now)
    if row is None:
        raise InvitationGone
    if row.person == acting.person:
        raise NotOneself
    return await _offer(db, context, row)


async def _offer(db: Db, context: Context, row: store.InvitationRow) -> Offer:
    sender = await residents.identity_of(db, context.vault, row.principal or row.person)
    to = opened(context, row)
    helper = sender.name if row.side == "helper" else to.name
    return Offer(
        id=row.id, side=row.side, from_name=sender.name, from_phone_tail=sender.phone[-4:], services=row.services, days=row.days,
        words=for_mandate(context.catalogue, helper, row.services, row.days, row.made_at),
        helper_name=helper, made_at=row.made_at, expires_at=row.expires_at,
    )  # fmt: skip


async def accept(db: Db, context: Context, acting: Acting, id: UUID, now: datetime, *, token: str = "") -> Mandate:
    """The helper answers the principal's invitation.

    Active at once where the principal named exactly this person; otherwise she is shown who it is and agrees then.
    """
    as_oneself(acting)
    need_proven(acting.assurance)
    row = await _theirs(db, context, acting, id, "principal", token, now)
    who = await residents.identity_of(db, context.vault, acting.person)
    by = as_person("helper", acting.person)
    made = await _made(db, row, row.principal or row.person, acting.person, as_person("principal", row.person), now)
    mandate = await agree(db, context, made, by, now)
    said = for_mandate(context.catalogue, who.name, row.services, row.days, row.made_at)
    if said.digest == row.said_digest:
        mandate = await agree(
            db, context, mandate, as_person("principal", row.person), now, said=said, said_at=row.made_at
        )
    else:
        await tell(db, mandate, ANSWERED, PRINCIPAL, now)
    return mandate


async def grant(
    db: Db, context: Context, acting: Acting, id: UUID, said_digest: str, now: datetime, *, keep: frozenset[str] | None = None,
    token: str = "",
) -> Mandate:  # fmt: skip
    """The principal answers a helper's request, for the services that she keeps; `said_digest` names the words that she read."""
    as_oneself(acting)
    row = await _theirs(db, context, acting, id, "helper", token, now)
    services = tuple(one for one in row.services if keep is None or one.service in keep)
    if not services:
        raise NothingChosen(most=MOST)
    helper = await residents.identity_of(db, context.vault, row.person)
    row = msgspec.structs.replace(row, services=services)
    said = for_mandate(context.catalogue, helper.name, services, row.days, row.made_at)
    if said.digest != said_digest:
        raise InvitationGone
    made = await _made(db, row, acting.principal, row.person, as_person("helper", row.person), now)
    mandate = await agree(db, context, made, as_person("helper", row.person), now)
    return await agree(db, context, mandate, as_person("principal", acting.person), now, said=said)


async def refuse(db: Db, context: Context, acting: Acting, id: UUID, now: datetime, *, token: str = "") -> None:
    """The receiver says no; the sender hears it."""
    found = await store.invitation(db, id=id, now=now)
    row = await _theirs(db, context, acting, id, found.side if found else "helper", token, now)
    await store.refuse_invitation(db, id=id, at=now)
    message = DECLINED(HELPER if row.side == "helper" else PRINCIPAL)
    await notify(db, row.person, TOPIC, message, LINK, now)


async def withdraw(db: Db, acting: Acting, id: UUID, now: datetime) -> None:
    """The sender takes it back."""
    row = await store.invitation(db, id=id, now=now)
    if row is None or row.person != acting.person:
        raise NotThere
    await store.close_invitation(db, id=id, at=now, mandate=None)


async def _theirs(
    db: Db, context: Context, acting: Acting, id: UUID, side: Literal["principal", "helper"], token: str, now: datetime
) -> store.InvitationRow:
    """The invitation from this side, if it is for who is signed in: by their number, or by the secret of its QR code."""
    row = await store.invitation(db, id=id, now=now)
    if row is None or row.side != side:
        raise InvitationGone
    if row.person == acting.person:
        raise NotOneself
    if row.phone_hash is not None:
        who = await residents.identity_of(db, context.vault, acting.person)
        if not who.phone or row.phone_hash not in context.vault.fingerprints("phone", who.phone):
            raise InvitationGone
    else:
        by_code = await store.invitation_by_code(db, hashes=context.vault.fingerprints("mandate-link", token), now=now)
        if by_code is None or by_code.id != id:
            raise InvitationGone
    return row


async def _made(db: Db, row: store.InvitationRow, principal: UUID, helper: UUID, by: Party, now: datetime) -> Mandate:
    """The mandate that an answered invitation becomes; it lapses when the invitation would have."""
    made = Proposal(
        principal=principal, helper=helper, channel="device", relation=row.relation, days=row.days, rests_on=row.rests_on,
        lapses_at=row.expires_at,
    )  # fmt: skip
    mandate = await propose(db, made, row.services, by, now)
    await store.close_invitation(db, id=row.id, at=now, mandate=mandate.id)
    return mandate


def words_for(context: Context, offer: Offer, keep: frozenset[str]) -> Said:
    """The words of a request when the principal keeps only some of its services."""
    services = tuple(one for one in offer.services if one.service in keep)
    return for_mandate(context.catalogue, offer.helper_name, services, offer.days, offer.made_at)
