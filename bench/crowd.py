"""Residents of whom each has a message that is due, and the services that tell them."""

from datetime import UTC, datetime, timedelta

import asyncpg

from backend.campaigns.types import PURPOSE
from backend.cases.services import CaseServices
from backend.catalogue.load import read_all_rules
from backend.catalogue.published import PublishedCatalogue, publish_files
from backend.kit.crypto import HashKey, Key, Vault
from backend.population import seeding
from backend.residents.consents import purpose_of
from bench.rules.world import ON

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


async def opened_services(db: asyncpg.Connection) -> CaseServices:
    """The catalogue of the files, published, and a vault."""
    services = CaseServices(
        PublishedCatalogue(), Vault((Key(1, b"k" * 32),), (HashKey(1, b"h" * 32),)), None, None, "https://example.test"
    )  # type: ignore[arg-type]  # nothing here asks registers or files
    await publish_files(db, read_all_rules(), ON)
    await services.catalogue.open(db, NOW.date())
    return services


async def crowd(db: asyncpg.Connection, people: int) -> None:
    """Proven residents who turn 70 in some weeks, agreed to be told, and have a row that is due."""
    await seeding.add_residents(db, people, NOW)
    turning = [{"value": "1957-01-10", "source": "population", "as_of": NOW.isoformat()}]
    told = {
        "birth_date": turning,
        **{
            name: [{"value": value, "source": "population", "as_of": NOW.isoformat()}]
            for name, value in (("hukou", "440304008"), ("alive", True))
        },
        "benefits": [{"value": [], "source": "civil_affairs", "as_of": NOW.isoformat()}],
    }
    await db.execute("update profile set facts = facts || $1", told)
    await db.execute("update person set assurance = 3")
    await db.execute(
        "insert into message_choice (person, asked_at) select person, $1 from profile on conflict (person) do nothing",
        NOW,
    )  # registers were asked this morning, as they are before something is due
    await db.execute(
        "insert into consent (person, purpose, version, given_at) select person, $1, $2, $3 from profile",
        PURPOSE, purpose_of(PURPOSE).version, NOW,
    )  # fmt: skip
    await db.execute(
        "insert into owed_message (person, kind, topic, service, watch, until, found_at, next_at, expires_at)"
        " select person, 'watch', 'benefit', 'FT0205001', 'eligible', date '2027-01-22', $1, $1, $2 from profile",
        NOW, NOW + timedelta(days=70),
    )  # fmt: skip
