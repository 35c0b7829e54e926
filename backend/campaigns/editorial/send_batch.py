"""Tell the people of one batch: each is asked again on the facts of now and judged by the one deciding function."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from backend.campaigns import store as messages
from backend.campaigns.decide import decide
from backend.campaigns.editorial import store
from backend.campaigns.editorial.jobs import PUSH_CAMPAIGN, CampaignPushJob
from backend.campaigns.editorial.membership import ask_member
from backend.campaigns.editorial.sealing import seal_reasons
from backend.campaigns.editorial.types import Campaign, CampaignContent, MemberRow
from backend.campaigns.jobs import SEND_SMS, SmsJob
from backend.campaigns.owe import AGAIN, MOST_ATTEMPTS, TOPIC, Delivered, Ended, as_recipient, recipients, settle_rows
from backend.campaigns.pace import Pace
from backend.campaigns.store import GrantOfPerson, RecipientRow
from backend.campaigns.types import Defer, MessageFacts, Send, Suppress, Verdict
from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.jobs import enqueue
from backend.kit.messages.types import Rendered
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.rules.types import Facts


class MemberReading(Struct, frozen=True):
    """A person of the batch with the facts that were looked at, and what was decided."""

    row: MemberRow
    facts: Facts
    verdict: Verdict


class BatchPeople(Struct, frozen=True):
    """What is known of the people of a batch; `carers`: those of them who act for somebody else."""

    people: dict[UUID, RecipientRow]
    grants: Sequence[GrantOfPerson]
    carers: frozenset[UUID]


async def tell_members(
    db: Db, services: CaseServices, campaign: Campaign, rows: Sequence[MemberRow], now: datetime, pace: Pace
) -> int:
    """Decide these rows and write what is sent; returns how many people were told."""
    known = await look_up(db, campaign.content, rows, now)
    readings: list[MemberReading] = []
    broken: list[MemberRow] = []
    for row in rows:
        try:
            readings.append(read_member(campaign.content, row, known, now))
        except Exception as error:
            log.worry("campaigns.member_stays", message=str(row.id), error=type(error).__name__, exc_info=error)
            broken.append(row)
        await pace.pause()
    await settle_rows(db, ends_of(readings, broken), now)
    await put_off(db, readings, broken, now)
    sent = [one for one in readings if isinstance(one.verdict, Send) and not one.row.held_out]
    delivered: list[Delivered] = []
    for one in sent:
        delivered.append(await write(db, services, campaign, one, now))
        await pace.pause()
    if delivered:
        ids, notices, seals, days, sms = zip(*delivered, strict=True)
        await messages.deliver(db, ids=ids, notices=notices, seals=seals, days=days, sms=sms, at=now)
    return len(delivered)


async def look_up(db: Db, content: CampaignContent, rows: Sequence[MemberRow], now: datetime) -> BatchPeople:
    """Read what the decisions need."""
    persons = [row.person for row in rows]
    people = {one.person: one for one in await recipients(db, persons, now)}
    grants = await messages.own_grants(db, persons=persons) if content.without else []
    carers = await store.carers_among(db, persons=persons) if content.group == "carers" else []
    return BatchPeople(people, grants, frozenset(one.person for one in carers))


def read_member(content: CampaignContent, row: MemberRow, known: BatchPeople, now: datetime) -> MemberReading:
    """Ask the audience's condition again about one person, and decide."""
    person = known.people[row.person]
    met, facts = ask_member(content, person.facts, local_date(now))
    if content.group == "carers" and row.person not in known.carers:
        met = "no"
    message = MessageFacts(
        kind=content.owed_kind, topic=row.topic, expires_at=row.expires_at, met=met, sms=content.sms,
        done=has_it(content, person, known.grants),
    )  # fmt: skip
    return MemberReading(row, facts, decide(as_recipient(person, now), message, now))


def has_it(content: CampaignContent, person: RecipientRow, grants: Sequence[GrantOfPerson]) -> bool:
    """Has this person got meanwhile, or asked for, what those with it are left out for?"""
    granted = {one.service for one in grants if one.person == person.person and one.state != "ended"}
    return bool(content.without) and content.without in {*granted, *person.running, *person.approved, *person.offered}


def ends_of(readings: Sequence[MemberReading], broken: Sequence[MemberRow]) -> list[Ended]:
    """Those who end here without a message: suppressed, expired, held out, or failed."""
    ends: list[Ended] = [(row.id, "failed", "facts") for row in broken if row.attempts + 1 >= MOST_ATTEMPTS]
    for one in readings:
        if isinstance(one.verdict, Suppress):
            late = one.verdict.reason == "expired"
            ends.append((one.row.id, "expired" if late else "suppressed", "" if late else one.verdict.reason))
        elif isinstance(one.verdict, Send) and one.row.held_out:
            ends.append((one.row.id, "held_out", ""))
    return ends


async def put_off(db: Db, readings: Sequence[MemberReading], broken: Sequence[MemberRow], now: datetime) -> None:
    """Those who are looked at again later."""
    waits: list[tuple[UUID, datetime, str, int]] = [
        (one.row.id, one.verdict.until, one.verdict.reason, 0) for one in readings if isinstance(one.verdict, Defer)
    ]
    waits += [(row.id, now + AGAIN, "facts", 1) for row in broken if row.attempts + 1 < MOST_ATTEMPTS]
    if waits:
        ids, moments, reasons, failed = zip(*waits, strict=True)
        await messages.put_off(db, ids=ids, moments=moments, reasons=reasons, failed=failed)


async def write(db: Db, services: CaseServices, campaign: Campaign, one: MemberReading, now: datetime) -> Delivered:
    """Write one inbox message and the jobs for its copies; returns the columns of the ledger."""
    notice, today = uuid4(), local_date(now)
    channels = one.verdict.channels if isinstance(one.verdict, Send) else ()
    await notify(
        db, one.row.person, TOPIC, approved_message(campaign), f"/inbox/why/{notice}", now, id=notice, quiet=True
    )
    if "web_push" in channels:
        await enqueue(db, PUSH_CAMPAIGN, CampaignPushJob(notice), once=f"{PUSH_CAMPAIGN}:{notice}")
    if "sms" in channels:
        await enqueue(db, SEND_SMS, SmsJob(notice), once=f"{SEND_SMS}:{notice}")
    seal = seal_reasons(services.vault, one.row.id, campaign, one.facts, today)
    return one.row.id, notice, seal, today, "owed" if "sms" in channels else "none"


def approved_message(campaign: Campaign) -> Rendered:
    """The message as it was approved; its version is the digest's beginning."""
    content = campaign.content
    return Rendered(key="campaign", version=campaign.digest[:12], title=content.title, body=content.body)
