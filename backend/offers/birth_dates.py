"""Birth dates of proven people about whom no register was asked yet: their identity number says it, and a register confirmed the number.

Without this an offer that a law orders would reach only those who had begun something here.
"""

from datetime import datetime
from uuid import UUID

from backend.cases.services import CaseServices
from backend.kit.db import Transaction
from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.offers import store
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance

FIRST, MOST = UUID(int=0), 200


async def note_birth_dates(moment: Transaction, services: CaseServices, now: datetime) -> int:
    """Write down the birth date of every proven person whose profile has none; returns for how many."""
    after, noted = FIRST, 0
    while True:
        async with moment() as db:
            page = await store.without_birth_date(db, after=after, assurance=Assurance.VERIFIED, most=MOST)
            for one in page:
                born = birth_text((await residents.identity_of(db, services.vault, one.id)).id_number)
                if born:
                    entry = {"value": born, "source": "population", "as_of": one.proved_at.isoformat()}
                    await people.merge_facts(db, person=one.id, facts={"birth_date": [entry]}, at=now)
                    noted += 1
        if len(page) < MOST:
            return noted
        after = page[-1].id


def birth_text(number: str) -> str:
    """The birth date in an identity number as ISO 8601; "" where its kind says none."""
    try:
        born = identity_number(number, samples=True).birth
    except InvalidIdentityNumber:
        return ""
    return born.isoformat() if born else ""
