"""Learns a resident's household number when an officer opens their case, so that nobody handles their own household's affair."""

from uuid import UUID

from msgspec.structs import replace

from backend.cases import store
from backend.cases.handling import scope
from backend.cases.office import Office
from backend.kit.db import Transaction
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Identity, Staff

PURPOSE = "separation-of-duties"


async def learn(transaction: Transaction, office: Office, staff: Staff, id: UUID) -> None:
    """Ask the population register for the household of whom a case is about; its silence leaves what was known before.

    Asked only where the staff directory tells the officer's own household, and while no connection to the database is held.
    """
    if not staff.household_hash:
        return
    async with transaction() as db:
        case = await store.for_officer(db, id=id, department=scope(staff))
        who = await residents.identity_of(db, office.vault, case.principal)
    told = await asked(office, who)
    if not told or told == who.household_number:
        return
    async with transaction() as db:
        await people.hold(db, person=case.principal)
        who = await residents.identity_of(db, office.vault, case.principal)
        await residents.save_identity(db, office.vault, case.principal, replace(who, household_number=told))


async def asked(office: Office, who: Identity) -> str:
    """The household number that the register tells, if it knows this person and answers."""
    if not who.id_number:
        return ""
    told = await office.registers.ask(PURPOSE, who.id_number, who.name, ("household_number",))
    return next((str(one["value"]) for one in told.get("household_number", ())), "")
