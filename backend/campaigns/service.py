"""What a person chooses about personalised messages, what they ask to be told, and the draft that a message leads to."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from backend.campaigns import store
from backend.campaigns.types import PURPOSE, MessageChoice, QuietHours, Topic
from backend.cases.drafts.begin import offered_version, open_draft
from backend.cases.facts.ask_registers import refresh_facts
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.published import Version
from backend.kit.db import Transaction
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import consents
from backend.residents.types import Acting

QUIET = QuietHours()
DEFAULT = MessageChoice(off=[], quiet_from=QUIET.begins, quiet_until=QUIET.ends, zone=QUIET.zone)


async def choice_of(db: Db, person: UUID) -> MessageChoice:
    """Preferences of a person, or the defaults."""
    return await store.choice(db, person=person) or DEFAULT


async def wants_messages(db: Db, person: UUID) -> bool:
    """Does the person agree to personalised messages at all?"""
    return await consents.has_consent(db, person, PURPOSE)


async def choose(db: Db, person: UUID, chosen: MessageChoice, now: datetime, *, wanted: bool, seen: str = "") -> None:
    """Keep a choice; it holds for what waits too. `seen`: the wording of the consent that was read; raises Conflict for a former one."""
    if wanted:
        await consents.give_consent(db, person, PURPOSE, now, seen=seen)
    else:
        await consents.withdraw_consent(db, person, PURPOSE, now)
    await keep(db, person, chosen, now)


async def switch_topic(db: Db, person: UUID, topic: Topic, now: datetime, *, on: bool) -> None:
    """Switch one topic on or off."""
    choice = await choice_of(db, person)
    off = [one for one in choice.off if one != topic] + ([] if on else [topic])
    await keep(db, person, replace(choice, off=off), now)


async def keep(db: Db, person: UUID, chosen: MessageChoice, now: datetime) -> None:
    """Store a choice, and look again at what was held back only because of the former one."""
    await store.choose(
        db, person=person, off=sorted(set(chosen.off)), quiet_from=chosen.quiet_from, quiet_until=chosen.quiet_until,
        zone=chosen.zone, relative=chosen.relative, at=now,
    )  # fmt: skip
    await store.reopen_chosen(db, person=person, at=now)


def announced_version(services: CaseServices, code: str) -> Version:
    """The service that somebody wants to be told of. Raises ServiceNotOffered, and NotThere for one without a rule."""
    version = offered_version(services, code)
    if not version.rules:
        raise NotThere
    return version


async def ask_to_be_told(
    transaction: Transaction, services: CaseServices, person: UUID, code: str, now: datetime
) -> None:
    """Remember that this person wants to be told when they become eligible, and ask registers what the rule looks at."""
    version = announced_version(services, code)
    async with transaction() as db:
        await store.ask(db, person=person, service=code, at=now)
    await refresh_facts(transaction, services, person, version, now)


async def ask_no_more(db: Db, person: UUID, code: str, now: datetime) -> None:
    """Forget what was asked."""
    await store.ask_no_more(db, person=person, service=code, at=now)


async def requests_of(db: Db, person: UUID) -> list[store.WatchRequest]:
    """What this person asked to be told, newest first."""
    return await store.requests(db, person=person)


async def start_from(
    transaction: Transaction, services: CaseServices, acting: Acting, notice: UUID, code: str, now: datetime
) -> Case:
    """Open the draft that a message leads to, and note that it was begun from there. Raises NotThere for a service it didn't tell of."""
    async with transaction() as db:
        told = await store.of_notice(db, notice=notice, person=acting.principal)
    if code not in {row.service for row in told}:
        raise NotThere
    case = await open_draft(transaction, services, acting, code, now)
    async with transaction() as db:
        await store.started(db, notice=notice, person=acting.principal, service=code, case_id=case.id)
    return case
