"""Client of the bank register: does an account belong to its named holder, and which does somebody hold? Responses are signed, fresh, and bound to the question.

Silence, a slow answer and an unproven one all mean “cannot tell”: then a person looks, nobody is refused.
"""

from typing import Literal
from uuid import uuid4

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import AccountQuery, AccountSheet, HolderQuery, HolderSheet, Subject

SECONDS = 2.0  # a resident waits for it


async def check_holder(
    registers: SignedTransport, purpose: str, account: str, holder: Subject, seconds: float = SECONDS
) -> Literal["match", "no_match", "cannot_tell"]:
    """Ask whether the bank register confirms the holder of an account; `purpose`: code of the paying service."""
    query = AccountQuery(request_id=uuid4(), purpose=purpose, account=account, holder=holder)
    sheet = await ask(registers, "/accounts", query, AccountSheet, seconds, "bank")
    return sheet.answer if sheet else "cannot_tell"


async def held_accounts(registers: SignedTransport, purpose: str, holder: Subject) -> tuple[str, ...]:
    """Ask the bank register which accounts a person holds, in the order of their numbers; none when it doesn't answer provably."""
    query = HolderQuery(request_id=uuid4(), purpose=purpose, holder=holder)
    sheet = await ask(registers, "/accounts/held", query, HolderSheet, SECONDS, "bank")
    return tuple(sorted(set(sheet.accounts))) if sheet else ()
