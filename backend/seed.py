"""Fills a database before the first start: service catalogue, working-day calendar and, in a trial, sample people."""

from datetime import timedelta

import asyncpg
from chinese_calendar import constants

from backend.catalogue.load import read_all_rules
from backend.catalogue.published import publish_files
from backend.kit.clock import local_date, utc_now
from backend.kit.crypto import Vault
from backend.kit.db import prepare
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.registers.sample.cast import cast
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance, Identity
from backend.settings import Settings

HOLIDAYS = """
insert into working_day (day, works, name, source) select * from unnest($1::date[], $2::bool[], $3::text[], $4::text[])
on conflict (day) do nothing
"""
YEARS = "insert into calendar_year (year, published, source) select unnest($1::int[]), true, $2 on conflict do nothing"
PLAN = Messages.beside(__file__).take("holiday_plan")(Audience.MACHINE).text


async def seed(settings: Settings) -> list[str]:
    """Insert what is missing; returns the codes of the services that were published anew."""
    db = await asyncpg.connect(settings.database_url)
    try:
        await prepare(db)
        async with db.transaction():
            changed = await publish_files(db, read_all_rules(), local_date(utc_now()))
            await calendar(db)
            if settings.sample:
                await sample_people(db, settings)
            if changed:
                await db.execute("select pg_notify('catalogue_published', '')")
        return changed
    finally:
        await db.close()


async def calendar(db: Db) -> None:
    """Insert public holidays and make-up working days of the years whose plan is published; existing rows stay."""
    free = {d: name for d, name in constants.holidays.items() if d.year >= FIRST_YEAR}
    made_up = {d: name for d, name in constants.workdays.items() if d.year >= FIRST_YEAR}
    rows = [(d, False, n) for d, n in free.items()] + [(d, True, n) for d, n in made_up.items()]
    await db.execute(HOLIDAYS, [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], [PLAN] * len(rows))
    await db.execute(YEARS, sorted({r[0].year for r in rows}), PLAN)


FIRST_YEAR = 2018


async def sample_people(db: Db, settings: Settings) -> None:
    """Create the accounts of the sample people: most are verified, some have shown a card only, one has no account."""
    vault = Vault(settings.sealing_keys, settings.hash_key)
    for member in cast().values():
        phone = member.international_phone
        if (
            member.proof == "none"
            or await people.by_phone(db, phone_hashes=vault.fingerprints("phone", phone)) is not None
        ):
            continue
        who = Identity(phone=phone, name=member.name, id_number=member.id_number)
        level = Assurance.DOCUMENT if member.proof == "document" else Assurance.VERIFIED
        then = utc_now() - PROVED_BEFORE
        person = await residents.create_person(db, vault, who, level, then)
        await people.add_proof(db, person=person.id, level=level, means=member.proof, at=then)


PROVED_BEFORE = timedelta(days=40)  # older than any rule's window for a fresh proof or a new account
