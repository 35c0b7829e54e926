"""What a person may change of themselves without asking anybody: their own words, not a register's."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Literal
from uuid import UUID

import msgspec

from backend.kit.account_number import account_number
from backend.kit.crypto import Vault
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.residents.service import identity_of, save_identity
from backend.residents.store import note

Own = Literal["living_address", "payable_account"]
LABELS: dict[Own, str] = {"living_address": "现在住的地方", "payable_account": "收款账户"}
ACCOUNT = re.compile(r"[0-9]{12,30}")


class NotAnAccount(Refusal):
    """Not the number of a bank card or passbook."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "收款账户应是12至30位数字，请对照银行卡或存折再填一次。"


async def change(db: Db, vault: Vault, person: UUID, which: Own, value: str, now: datetime) -> None:
    """Write down what the person says of themselves; empty takes it away."""
    value = " ".join(value.split())
    if which == "payable_account":
        value = account_number(value)
        if value and not ACCOUNT.fullmatch(value):
            raise NotAnAccount
    who = await identity_of(db, vault, person)
    given = tuple(sorted({*who.given, which}))
    await save_identity(db, vault, person, msgspec.structs.replace(who, **{which: value}, given=given))
    await note(
        db,
        at=now,
        actor=f"person:{person}",
        action="person.changed",
        subject=f"person:{person}",
        detail={"what": which},
    )
