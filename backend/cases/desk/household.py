"""Learns a resident's household number when an officer opens their case, so that nobody handles their own household's affair."""

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
    """Ask the population register for the household of whom a case is about; its silence leaves what was known before.

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
    """The same for one resident; `if_unknown` asks only where nothing was learned before."""
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
    """Raise OwnAffair where the register says that whoever stands on a document lives in this officer's household."""
    if staff.household_hash:
        household = await ask_household(services, Identity(name=name, id_number=number))
        if is_own(services.vault, staff, Identity(household_number=household)):
            raise OwnAffair


async def ask_household(services: CaseServices, who: Identity) -> str:
    """The household number that the register tells, if it knows this person and answers."""
    if not who.id_number:
        return ""
    told = await services.registers.ask(PURPOSE, who.id_number, who.name, ("household_number",))
    return next((str(one["value"]) for one in told.get("household_number", ())), "")
