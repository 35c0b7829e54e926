"""What is written down when somebody proved who they are: identity, level, means, audit, and a message that says so."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec

from auth.identity import store
from auth.identity.types import Means
from backend.kit.crypto import Vault
from backend.kit.identity_number import IdentityNumber, modern
from backend.kit.log import fact
from backend.kit.sql import Db
from backend.notices.service import owe
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance

Settled = Literal["done", "another_person", "held_elsewhere", "disowned"]
BY_MACHINE = frozenset({"document", "face"})
SAYS: dict[Means, str] = {
    "document": "您的身份证已经核实。", "face": "您已经刷脸核对过，是本人。",
    "provider": "您已经通过省统一身份认证核实。", "officer": "工作人员已经核对过，是您本人。",
}  # fmt: skip
NOT_ME = "不是您本人操作的话，请打开这条消息，点“不是我”，我们马上停用这次核实。"


async def settle(
    db: Db, vault: Vault, person: UUID, who: tuple[str, IdentityNumber] | None, means: Means, level: Assurance, now: datetime
) -> Settled:  # fmt: skip
    """Raise the level of this person to whom this name and number belong; a number that is somebody else's goes to a person."""
    await store.hold_person(db, person=person)
    if means in BY_MACHINE and await people.disowned(db, person=person):
        return "disowned"
    if who is not None:
        name, number = who
        known = await residents.identity_of(db, vault, person)
        if known.id_number and not same(known.id_number, number):
            return "another_person"
        if await store.holder(db, person=person, id_hashes=hashes(vault, number)):
            await store.ask(
                db, id=uuid4(), person=person, cause="held_elsewhere", way="counter", day=None, part="", at=now
            )
            return "held_elsewhere"
        if not known.id_number:
            proven = msgspec.structs.replace(known, name=name, id_number=number.value)
            await residents.save_identity(db, vault, person, proven)
    await raised(db, person, means, level, now)
    return "done"


async def raised(db: Db, person: UUID, means: Means, level: Assurance, now: datetime) -> None:
    """Write down the level and by what means, and tell the person, who may say that it wasn't them."""
    await people.raise_assurance(db, person=person, assurance=level)
    await people.add_proof(db, person=person, level=level, means=means, at=now)
    await people.note(
        db, at=now, actor=f"person:{person}", action="identity.proved", subject=f"person:{person}",
        detail={"means": means, "level": level.name.lower()},
    )  # fmt: skip
    await owe(db, person, "other", "身份已核实", SAYS[means] + NOT_ME, "/me/identity/not-me", now)
    fact("identity.proved", person=str(person), means=means, level=level.name.lower())


def same(held: str, number: IdentityNumber) -> bool:
    """Is the number that we hold this one, in its old or new writing?"""
    return held in (number.value, modern(number)) or held == as_old(number)


def as_old(number: IdentityNumber) -> str:
    """The 15-digit writing of a mainland number of the 20th century."""
    value = number.value
    return value[:6] + value[8:17] if number.kind in ("mainland", "sample") and value[6:8] == "19" else value


def hashes(vault: Vault, number: IdentityNumber) -> list[bytes]:
    """Every writing under which this number may be held here."""
    return [vault.fingerprint("id_number", text) for text in {number.value, modern(number), as_old(number)}]
