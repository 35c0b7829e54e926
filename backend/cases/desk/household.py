"""Household check for separation of duties: no officer handles a case of their own household."""

from uuid import UUID

from msgspec.structs import replace

from backend.cases import store as case_store
from backend.cases.services import CaseServices
from backend.cases.staff_acts import department_scope
from backend.kit.db import Transaction
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.separation import OwnAffair, is_own
from backend.residents.types import Identity, Staff

PURPOSE = "separation-of-duties"


async def learn_of_case(
    transaction: Transaction, services: CaseServices, staff: Staff, id: UUID, *, if_unknown: bool = False
) -> None:
    """Ask the population register for the household of a case's principal; without an answer the known value stays.

    Asked only where the staff directory tells the officer's own household, and while no connection to the database is held.
    """
    if not staff.household_hash:
        return
    async with transaction() as db:
        case = await case_store.for_officer(db, id=id, department=department_scope(staff))
    await learn_of_person(transaction, services, staff, case.principal, if_unknown=if_unknown)


async def learn_of_person(
    transaction: Transaction, services: CaseServices, staff: Staff, person: UUID, *, if_unknown: bool = False
) -> None:
    """Ask for the household of one resident; `if_unknown` asks only where none is known."""
    if not staff.household_hash:
        return
    async with transaction() as db:
        who = await residents.identity_of(db, services.vault, person)
    if if_unknown and who.household_number:
        return
    told = await ask_household(services, who)
    if not told or told == who.household_number:
        return
    async with transaction() as db:
        await people.lock_person(db, person=person)
        who = await residents.identity_of(db, services.vault, person)
        await residents.save_identity(db, services.vault, person, replace(who, household_number=told))


async def refuse_own_household(services: CaseServices, staff: Staff, name: str, number: str) -> None:
    """Raise OwnAffair where the person named on a document lives in this officer's household, by the register."""
    if staff.household_hash:
        household = await ask_household(services, Identity(name=name, id_number=number))
        if is_own(services.vault, staff, Identity(household_number=household)):
            raise OwnAffair


async def ask_household(services: CaseServices, who: Identity) -> str:
    """Household number by the register; empty if it doesn't know the person or doesn't answer."""
    if not who.id_number:
        return ""
    told = await services.registers.ask(PURPOSE, who.id_number, who.name, ("household_number",))
    return next((str(one["value"]) for one in told.get("household_number", ())), "")
