"""Values that registers told of somebody and that nobody typed: planted in a database, looked for on pages."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from backend.kit.db import transaction
from backend.registers.attributes import attributes
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance, Identity
from tests.conftest import NOW

SECRET = "登记里的秘密"
BORN, NUMBER, ACCOUNT, PLACE = "1931-07-19", 471147, "9999888877776666001", "620721"
TOLD = re.compile(f"{SECRET}|1931|{NUMBER}|471,147|{ACCOUNT}|6001|9999|肃南|张掖|{PLACE}")
"""Every way in which a planted value could be written on a page."""
PLANTED = {"date": BORN, "number": NUMBER, "division": PLACE, "text": SECRET}


def secrets() -> dict[str, Any]:
    """A profile of which every value of a kind that can be recognised is one that nobody typed."""
    told = datetime(2026, 11, 22, tzinfo=UTC).isoformat()
    return {
        a.name: [{"value": PLANTED[a.kind], "source": a.source, "as_of": told}]
        for a in attributes().values()
        if a.kind in PLANTED and a.source not in ("self", "calendar") and not a.options
    }


def known(who: Identity) -> Identity:
    """The same person with an address and an account that registers told."""
    return msgspec.structs.replace(who, hukou_address=SECRET, living_address=SECRET, payable_account=ACCOUNT)


async def plant(state: Any, member: Any) -> UUID:
    """Let the registers have told everything about a member of the cast; answers who it is."""
    async with transaction(state.pool) as db:
        hashes = state.vault.fingerprints("phone", member.international_phone)
        person = await people.by_phone(db, phone_hashes=hashes)
        assert person is not None
        assert person.assurance is Assurance.DOCUMENT
        await residents.save_identity(
            db, state.vault, person.id, known(await residents.identity_of(db, state.vault, person.id))
        )
        await people.merge_facts(db, person=person.id, facts=secrets(), at=NOW)
    return person.id
