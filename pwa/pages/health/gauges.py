"""Gauges over queues and states that all processes share; about numbers, never about people."""

from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge

from backend.campaigns import store as campaigns
from backend.campaigns.editorial import store as editorial
from backend.cases import store as case_store
from backend.cases.clock import working_days
from backend.cases.desk import store as desk_store
from backend.cases.rule_replay import store as rule_replay
from backend.catalogue import store as catalogue
from backend.catalogue.drafting import store as drafting
from backend.delegation import store as delegation
from backend.guidance import store as guidance
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.offers import store as offers
from backend.offers.commissioned import store as commissioned
from backend.payees import store as payees


async def gauges(db: Db, now: datetime) -> CollectorRegistry:
    """Read every gauge from the database."""
    registry = CollectorRegistry()
    await count_states(db, registry, now)
    await count_approvals(db, registry, now)
    await count_mandates(db, registry, now)
    await count_guidance(db, registry, now)
    known, year_end = await working_days.load_calendar(db), local_date(now).replace(month=12, day=31)
    provisional = Gauge(
        "futian_calendar_year_missing", "The plan of next year's holidays is not loaded", registry=registry
    )
    provisional.set(known.provisional(year_end + timedelta(days=1)))
    return registry


async def count_states(db: Db, registry: CollectorRegistry, now: datetime) -> None:
    """Count cases, jobs, messages and payee accounts by state, with the age of the oldest."""
    numbers = Gauge("futian_standing", "How many there are of what, by state", ["what", "state"], registry=registry)
    oldest = Gauge("futian_oldest_seconds", "How long the oldest of them waits", ["what", "state"], registry=registry)
    for row in await case_store.counts_by_state(db, now=now, today=local_date(now)):
        numbers.labels(row.what, row.state).set(row.number)
        oldest.labels(row.what, row.state).set(row.oldest_seconds)
    for message in await campaigns.counts_by_state(db, at=now, since=now - timedelta(days=7)):
        numbers.labels("messages", message.state).set(message.number)
        oldest.labels("messages", message.state).set(message.oldest_seconds)
    for campaign in await editorial.campaign_states(db):
        numbers.labels("campaigns", campaign.state).set(campaign.number)
    for trial in await rule_replay.counts_by_state(db, at=now, since=now - timedelta(days=7)):
        numbers.labels("rule trials", trial.state).set(trial.number)
        oldest.labels("rule trials", trial.state).set(trial.oldest_seconds)
    await count_studio(db, numbers, oldest, now)
    for offer in await offers.counts_by_state(db):
        numbers.labels("offers", offer.state).set(offer.number)
    for contact in await commissioned.counts_by_state(db):
        numbers.labels("commissioned contacts", contact.state).set(contact.number)
    for account in await payees.counts_by_state(db, today=local_date(now)):
        numbers.labels("payee accounts", account.state).set(account.number)


async def count_studio(db: Db, numbers: Gauge, oldest: Gauge, now: datetime) -> None:
    """Count what stands open in the studio, with the age of the oldest."""
    for one in await drafting.counts_by_state(db, now=now):
        numbers.labels("studio", one.state).set(one.number)
        oldest.labels("studio", one.state).set(one.oldest_seconds)


async def count_mandates(db: Db, registry: CollectorRegistry, now: datetime) -> None:
    """Count mandates by state and channel, and signs of abuse by kind, with the age of the oldest that is open."""
    mandates = Gauge(
        "futian_mandates", "Mandates as stored, by state, reason and channel", ["state", "channel"], registry=registry
    )
    signs = Gauge(
        "futian_mandate_signs",
        "Signs of abuse and complaints, by kind and what came of them",
        ["kind", "state"],
        registry=registry,
    )
    waits = Gauge(
        "futian_mandate_sign_oldest_seconds",
        "How long the oldest open sign of a kind waits",
        ["kind"],
        registry=registry,
    )
    for row in await delegation.counts_by_state(db, now=now):
        if row.what == "mandates":
            mandates.labels(row.state, row.channel).set(row.number)
            continue
        signs.labels(row.channel, row.state).set(row.number)
        if row.state == "open":
            waits.labels(row.channel).set(row.oldest_seconds)


async def count_guidance(db: Db, registry: CollectorRegistry, now: datetime) -> None:
    """Count guided sessions by state and way, with the age of the oldest; ended ones for a day."""
    sessions = Gauge(
        "futian_guidance", "Guided sessions by state and way, ended ones of a day", ["state", "way"], registry=registry
    )
    oldest = Gauge(
        "futian_guidance_oldest_seconds", "How long the oldest request waits for a guide", ["way"], registry=registry
    )
    for row in await guidance.counts_by_state(db, now=now):
        sessions.labels(row.state, row.way).set(row.number)
        if row.state == "waiting":
            oldest.labels(row.way).set(row.oldest_seconds)


async def count_approvals(db: Db, registry: CollectorRegistry, now: datetime) -> None:
    """Count the brakes that are on, and after-checks of 90 days by result."""
    brakes = Gauge(
        "futian_brakes", "Machine approvals that are stopped: a service, or all", ["service"], registry=registry
    )
    for brake in await catalogue.brakes(db):
        brakes.labels(brake.service or "all").set(1)
    says = "After-checks of 90 days by what came of them"
    checks = Gauge("futian_after_checks", says, ["service", "state"], registry=registry)
    for one in await desk_store.checks_by_service(db, since=now - timedelta(days=90)):
        checks.labels(one.code, one.state).set(one.number)
