"""What of a case a helper may read: only what they alone have put in."""

from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from backend.cases.drafts import store as drafts
from backend.cases.lock import PrincipalsOwn, lock_case, read_contents
from backend.kit.crypto import Vault
from backend.residents import service as residents
from backend.residents.types import Acting, Assurance, Authority
from backend.settings import Settings
from tests import people
from tests.conftest import NOW


async def person(db: Any, vault: Any, member: Any) -> Acting:
    """One of the cast, signed in."""
    held = await residents.find_or_create_by_phone(db, vault, member.international_phone, NOW)
    return Acting(person=held.id, principal=held.id, assurance=Assurance.VERIFIED)


async def draft(db: Any, acting: Acting, service: str) -> Any:
    """A draft that this person began."""
    id, version = uuid4(), await db.fetchval("select id from service_version where code = $1 limit 1", service)
    await drafts.open_case(
        db, id=id, number=f"T{id.hex[:12]}", principal=acting.principal, opened_by=acting.person, service=service,
        service_version=version, department="civil",
    )  # fmt: skip
    return id


async def test_a_helper_reads_what_only_they_put_in(db: Any, settings: Settings) -> None:
    vault = Vault(settings.sealing_keys, settings.hash_key)
    principal, other = await person(db, vault, people.GRANDMOTHER), await person(db, vault, people.GRADUATE)
    mandate = Authority(mandate=uuid4(), principal=principal.person, helper=other.person, basis="consent")
    helper = replace(other, principal=principal.person, mandate=mandate)
    begun = await draft(db, helper, "FT0205001")
    await read_contents(db, helper, begun)
    await lock_case(db, principal, begun, "answered", NOW)
    with pytest.raises(PrincipalsOwn):
        await read_contents(db, helper, begun)
    await read_contents(db, principal, begun)
    hers = await draft(db, principal, "FT0205002")
    with pytest.raises(PrincipalsOwn):
        await read_contents(db, helper, hers)
    await read_contents(db, replace(helper, mandate=replace(mandate, basis="parent")), hers)
