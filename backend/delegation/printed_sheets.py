"""What officers print: the mandate that was agreed to at a counter, and the letter that asks for a yes, each with its code.

The code is shown on the sheet only; printing again makes a new one, and the one before stops counting.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.delegation import store
from backend.delegation.context import Context
from backend.delegation.counter import authorized
from backend.delegation.lifecycle import PROPOSAL, standing
from backend.delegation.principals import PURPOSE
from backend.delegation.printed_codes import LETTER, print_code
from backend.delegation.problems import NotInRegister
from backend.delegation.types import Granted
from backend.delegation.wording import Said, for_mandate
from backend.kit.db import Transaction
from backend.kit.log import fact
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.types import Staff


class ConsentSheet(Struct, frozen=True, kw_only=True):
    """One A4 page to print: the words, the code, both names, and where a letter goes. `until`: the last moment on which the code counts."""

    mandate: UUID
    code: str
    words: Said
    principal: str
    helper: str
    address: str = ""
    until: datetime
    printed_at: datetime


async def print_mandate(db: Db, context: Context, staff: Staff, id: UUID, now: datetime) -> ConsentSheet:
    """Print a mandate that was recorded at a counter, as it stands now; raises NotThere for any other."""
    mandate = await authorized(db, context, staff, "mandate.sheet_printed", id, now)
    if mandate.channel != "counter" or mandate.basis != "consent" or standing(mandate, now).state != "active":
        raise NotThere
    who = await residents.identity_of(db, context.vault, mandate.principal)
    helper = await residents.identity_of(db, context.vault, mandate.helper)
    until = mandate.expires_at or now
    code = await print_code(db, context, mandate, "counter", until, now)
    services = await services_of(db, id)
    words = for_mandate(context.catalogue, helper.name, services, mandate.days, mandate.active_at or now)
    printed(id, "sheet", words)
    return ConsentSheet(
        mandate=id, code=code, words=words, principal=who.name, helper=helper.name, until=until, printed_at=now
    )


async def print_letter(moment: Transaction, context: Context, staff: Staff, id: UUID, now: datetime) -> ConsentSheet:
    """Print the letter of a proposal, to the address that the register holds; it counts for four weeks. Raises NotInRegister."""
    async with moment() as db:
        mandate = await store.by_id(db, id=id)
        who = await residents.identity_of(db, context.vault, mandate.principal)
        helper = await residents.identity_of(db, context.vault, mandate.helper)
    if mandate.channel != "paper":
        raise NotThere
    told = await context.registers.ask(PURPOSE, who.id_number, who.name, ("living_address",))
    address = next((str(one["value"]) for one in told.get("living_address", ()) if one.get("value")), "")
    if not address:
        raise NotInRegister(whom=who.name)
    async with moment() as db:
        mandate = await authorized(db, context, staff, "mandate.letter_printed", id, now)
        if standing(mandate, now).state != "proposed":
            raise NotThere
        code = await print_code(db, context, mandate, "letter", now + LETTER, now)
        await store.extend_proposal(db, mandate=id, lapses_at=now + max(LETTER, PROPOSAL))
        services = await services_of(db, id)
    words = for_mandate(context.catalogue, helper.name, services, mandate.days, mandate.proposed_at)
    printed(id, "letter", words)
    return ConsentSheet(
        mandate=id, code=code, words=words, principal=who.name, helper=helper.name, address=address,
        until=now + LETTER, printed_at=now,
    )  # fmt: skip


def printed(id: UUID, kind: str, words: Said) -> None:
    """Log which version of the words went out on paper."""
    fact("mandate.printed", mandate=str(id), kind=kind, version=words.wording.version, digest=words.digest)


async def services_of(db: Db, id: UUID) -> tuple[Granted, ...]:
    """The services of a mandate that haven't been taken back."""
    rows = await store.services(db, mandates=[id])
    return tuple(Granted(one.service, one.power, one.via) for one in rows if one.revoked_at is None)
