"""Somebody proved who they are: the level and by what means are written down, and the person is told, who may say that it wasn't them."""

from datetime import datetime
from uuid import UUID

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.kit.log import fact
from backend.kit.sql import Db
from backend.notices.service import owe
from backend.residents import store as people
from backend.residents.types import Assurance, Means

SAYS: dict[Means, str] = {
    "document": "您的身份证件已经核实。", "face": "您已经刷脸核对过，是本人。",
    "provider": "您已经通过省统一身份认证核实。", "officer": "工作人员已经核对过，是您本人。",
}  # fmt: skip
NOT_ME = "不是您本人操作的话，请打开这条消息，点“不是我”，我们马上停用这次核实。"


async def record_proofing(db: Db, person: UUID, means: Means, level: Assurance, now: datetime) -> None:
    """Raise the level, with the message that says so; whoever calls this holds the person (`residents.store.hold`)."""
    await people.raise_assurance(db, person=person, assurance=level)
    await people.add_proof(db, person=person, level=level, means=means, at=now)
    await note(
        db, Actor.person(person), "identity.proved", f"person:{person}", now, means=means, level=level.name.lower()
    )
    await owe(db, person, "other", "身份已核实", SAYS[means] + NOT_ME, "/me/identity/not-me", now)
    fact("identity.proved", person=str(person), means=means, level=level.name.lower())
