"""Owe messages: what was found is decided on the facts of now, and written to the inbox with its reasons sealed.

The decision, the inbox row and the end of the ledger's row are one transaction: a worker killed anywhere leaves all or nothing, and the
next one goes on. All that is due to one person becomes one message. A row whose facts can't be read is tried again, then it has failed.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.campaigns import messages, store
from backend.campaigns.amount_changes import ask_band
from backend.campaigns.decide import CAPS, decide
from backend.campaigns.jobs import SEND_SMS, SmsJob
from backend.campaigns.pace import Pace
from backend.campaigns.reasons import (
    BAND,
    DEADLINE,
    SealedReasons,
    WatchAnswer,
    announcement,
    ask_eligible,
    ask_happened,
    ask_lapse,
    reasons_for,
)
from backend.campaigns.relatives import tell_relative
from backend.campaigns.store import DueRow, GrantOfPerson, RecipientRow
from backend.campaigns.types import (
    PURPOSE,
    Defer,
    MessageFacts,
    QuietHours,
    Recipient,
    Send,
    SentMessage,
    Suppress,
    Verdict,
)
from backend.cases.grants.own import already_granted
from backend.cases.services import CaseServices
from backend.catalogue.published import Version
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.jobs import enqueue_many
from backend.kit.sql import Db
from backend.notices.service import notify_many
from backend.notices.types import NewNotice
from backend.registers.attributes import attributes
from backend.residents.consents import purpose_of
from backend.residents.disclosure import may_read
from backend.residents.profile_facts import settled
from backend.residents.types import Assurance

TOPIC = "personal"
PEOPLE = 20  # persons of one transaction
MOST_ATTEMPTS = 3
AGAIN = timedelta(hours=1)
DECIDED = timedelta(days=180)
"""An approval this young counts as having it, even if the register doesn't list it yet."""


Ended = tuple[UUID, str, str]
"""Id of a row, how it ended, and why."""
Delivered = tuple[UUID, UUID, bytes, date, str]
"""Id of a row, its inbox message, its sealed reasons, the day it is about, and how its short message stands."""


class WatchReading(Struct, frozen=True):
    """One due row with the answer of its watch, and what was decided."""

    row: DueRow
    version: Version
    answer: WatchAnswer
    verdict: Verdict
    relative: UUID | None = None  # the mandate whose helper is told too


async def owe_due(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Decide everything that is due; returns how many persons got a message. Idempotent."""
    told, pace = 0, Pace()
    while True:
        async with transaction() as db:
            rows = await store.due(db, at=now, most=PEOPLE)
            told += await owe_rows(db, services, rows, now, pace) if rows else 0
            failpoint("messages-before-commit")
        failpoint("messages-owed")
        if not rows:
            return told
        await pace.pause()


async def owe_rows(db: Db, services: CaseServices, rows: Sequence[DueRow], now: datetime, pace: Pace) -> int:
    """Decide the rows of some persons in this transaction."""
    people = {one.person: one for one in await recipients(db, {row.person for row in rows}, now)}
    grants = await store.own_grants(db, persons=list(people))
    readings: list[WatchReading] = []
    broken: list[DueRow] = []
    for row in rows:
        try:
            own = [one for one in grants if one.person == row.person]
            band = await ask_band(db, services, row, now) if row.watch.startswith(BAND) else None
            readings.append(read_row(services, row, people[row.person], own, now, band))
        except Exception as error:
            log.worry("messages.one_stays", message=str(row.id), error=type(error).__name__, exc_info=error)
            broken.append(row)
        await pace.pause()
    await keep_others(db, readings, broken, now)
    return await send(db, services, [one for one in readings if isinstance(one.verdict, Send)], now, pace)


async def recipients(db: Db, persons: Iterable[UUID], now: datetime) -> list[RecipientRow]:
    """Read what is known of these persons."""
    return await store.recipients(
        db, persons=list(persons), purpose=PURPOSE, version=purpose_of(PURPOSE).version,
        since=now - CAPS.within, today=local_date(now), decided_since=now - DECIDED,
    )  # fmt: skip


def read_row(
    services: CaseServices,
    row: DueRow,
    person: RecipientRow,
    own: Sequence[GrantOfPerson],
    now: datetime,
    band: WatchAnswer | None = None,
) -> WatchReading:
    """Ask the watch again and decide; `band`: the answer about a running grant. Raises LookupError for a service or watch that is gone."""
    version = services.catalogue.in_force[row.service]
    answered = band or ask_again(version, row, person, own, now)
    message = MessageFacts(
        kind=row.kind, topic=row.topic, expires_at=row.expires_at, met=answered.met, sms=row.sms_allowed,
        done=band is None and has_it(services, version, row, person, own), told=band is None and row.service in person.told,
    )  # fmt: skip
    return WatchReading(row, version, answered, decide(as_recipient(person, now), message, now), person.relative)


def ask_again(
    version: Version, row: DueRow, person: RecipientRow, own: Sequence[GrantOfPerson], now: datetime
) -> WatchAnswer:
    """The answer of the row's watch on the facts of now."""
    if row.watch.startswith(DEADLINE):
        return WatchAnswer("yes", row.until)
    announced = announcement(version, row.watch)
    if announced is not None and announced.when == "lapses":
        return ask_lapse(announced, person.facts, now, row.until)
    if announced is not None and announced.when == "happened":
        return ask_happened(version, announced, person.facts, now)
    if announced is None and row.watch != "asked":
        raise LookupError(row.watch)
    return ask_eligible(version, person.facts, own, now, row.until)


def has_it(
    services: CaseServices, version: Version, row: DueRow, person: RecipientRow, own: Sequence[GrantOfPerson]
) -> bool:
    """Check whether the person holds the service already or has applied; a lapse is settled by a renewal, a deadline by a submission."""
    announced = announcement(version, row.watch)
    if row.watch.startswith(DEADLINE):
        return row.case_id not in person.drafts
    if row.service in {*person.running, *person.approved, *person.offered}:
        return True
    if announced is not None and announced.when == "lapses":
        return False
    return already_granted(version.service, b"", own, person.running, services.catalogue) is not None


def as_recipient(row: RecipientRow, now: datetime) -> Recipient:
    """The person as the decision sees them."""
    alive = settled(attributes()["alive"], row.facts.get("alive"), local_date(now))
    return Recipient(
        proven=may_read(Assurance(row.assurance)), account=row.open and not (alive is not None and alive.value is False), consent=row.consent, off=frozenset(row.off),
        quiet=QuietHours(row.quiet_from, row.quiet_until, row.zone), device=row.device, phone=row.phone, relative=row.relative is not None,
        sent=tuple(SentMessage(topic, at) for topic, at in row.sent),
    )  # fmt: skip


async def keep_others(db: Db, readings: Sequence[WatchReading], broken: Sequence[DueRow], now: datetime) -> None:
    """Write down what isn't sent: suppressed, expired, deferred or failed."""
    await settle_rows(
        db, [*suppressed(readings), *((row.id, "failed", "facts") for row in broken if gives_up(row))], now
    )
    waits: list[tuple[UUID, datetime, str, int]] = [
        (one.row.id, one.verdict.until, one.verdict.reason, 0) for one in readings if isinstance(one.verdict, Defer)
    ]
    waits += [(row.id, now + AGAIN, "facts", 1) for row in broken if not gives_up(row)]
    if waits:
        ids, moments, reasons, failed = zip(*waits, strict=True)
        await store.put_off(db, ids=ids, moments=moments, reasons=reasons, failed=failed)


def gives_up(row: DueRow) -> bool:
    """Was a row that can't be read tried often enough?"""
    return row.attempts + 1 >= MOST_ATTEMPTS


def suppressed(readings: Iterable[WatchReading]) -> Iterator[Ended]:
    """The rows that end without a message; too late is an end of its own."""
    for one in readings:
        if isinstance(one.verdict, Suppress):
            reason = one.verdict.reason
            yield one.row.id, "expired" if reason == "expired" else "suppressed", "" if reason == "expired" else reason


async def settle_rows(db: Db, ends: Sequence[Ended], now: datetime) -> None:
    """Write down how these rows ended."""
    if ends:
        ids, states, reasons = zip(*ends, strict=True)
        await store.settle(db, ids=ids, states=states, reasons=reasons, at=now)


async def send(db: Db, services: CaseServices, readings: Sequence[WatchReading], now: datetime, pace: Pace) -> int:
    """Write one message for each person; returns how many."""
    letters: list[Letter] = []
    for person, group in groupby(readings, key=lambda one: one.row.person):
        once = {about(one.row): one for one in reversed(list(group))}
        letters.append(letter(services, person, [*reversed(once.values())], now))
        await pace.pause()
    delivered = [row for one in letters for row in one.rows]
    doubles = {one.row.id for one in readings} - {one[0] for one in delivered}
    await settle_rows(db, [(id, "suppressed", "already_told") for id in doubles], now)
    if delivered:
        await notify_many(db, TOPIC, [one.notice for one in letters], now)
        await ask_for_copies(db, services, letters, now)
        ids, notices, seals, days, sms = zip(*delivered, strict=True)
        await store.deliver(db, ids=ids, notices=notices, seals=seals, days=days, sms=sms, at=now)
        await store.end_requests(
            db, persons=[one.row.person for one in readings], services=[one.row.service for one in readings], at=now
        )
    return len(letters)


def about(row: DueRow) -> str:
    """What a row is about: a service is told once in a message, and each running grant."""
    return row.watch if row.watch.startswith(BAND) else row.service


class Letter(Struct, frozen=True, kw_only=True):
    """One message to one person: its inbox row, the columns of the ledger, and where else it goes. `relative`: by which mandate."""

    notice: NewNotice
    rows: list[Delivered]
    services: list[str]
    texted: bool
    relative: UUID | None


def letter(services: CaseServices, person: UUID, readings: Sequence[WatchReading], now: datetime) -> Letter:
    """Make one message about these rows."""
    id, channels = uuid4(), {channel for one in readings for channel in as_sent(one).channels}
    said = messages.announcement_message([(one.version, one.row, one.answer) for one in readings], local_date(now))
    texted = next((one.row.id for one in readings if "sms" in as_sent(one).channels), None)
    rows: list[Delivered] = [
        (one.row.id, id, sealed(services, one, now), day_of(one), "owed" if one.row.id == texted else "none")
        for one in readings
    ]
    notice = NewNotice(id=id, person=person, message=said, link=f"/inbox/why/{id}", rings="web_push" in channels)
    return Letter(
        notice=notice, rows=rows, services=[one.row.service for one in readings], texted=texted is not None,
        relative=readings[0].relative if "relative" in channels else None,
    )  # fmt: skip


async def ask_for_copies(db: Db, services: CaseServices, letters: Sequence[Letter], now: datetime) -> None:
    """Have the short messages sent, and tell relatives."""
    texted = [one.notice.id for one in letters if one.texted]
    if texted:
        await enqueue_many(db, SEND_SMS, [SmsJob(id) for id in texted], [f"{SEND_SMS}:{id}" for id in texted])
    for one in letters:
        if one.relative:
            await tell_relative(db, services, one.notice.person, one.relative, one.services, now)


def as_sent(one: WatchReading) -> Send:
    """The verdict of a row that is sent."""
    assert isinstance(one.verdict, Send)
    return one.verdict


def day_of(one: WatchReading) -> date:
    """The day that a message is about."""
    return one.answer.day or one.row.until


def sealed(services: CaseServices, one: WatchReading, now: datetime) -> bytes:
    """The reasons of a row, sealed."""
    day, facts = day_of(one), dict(one.answer.facts)
    record = SealedReasons(
        service=one.row.service, version=one.version.id, watch=one.row.watch, asked_on=local_date(now), day=day, facts=facts,
        reasons=reasons_for(one.version, one.row.watch, facts, day),
    )  # fmt: skip
    return services.vault.seal(msgspec.json.encode(record), f"owed_message:{one.row.id}")
