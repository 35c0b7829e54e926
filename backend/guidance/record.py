"""What happened in a session, as she reads it afterwards: every step shown, every answer opened, every word and proposal, in order."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases import store as case_store
from backend.cases.drafts.form import sections
from backend.cases.services import CaseServices
from backend.catalogue.types import Service
from backend.delegation.acting import as_oneself
from backend.guidance import lifecycle, messages, store
from backend.guidance.guide_actions import ONWARD
from backend.guidance.service import words_of
from backend.guidance.types import EventKind, GuidedEvent, GuidedSession, Role
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.types import Acting


class GuidanceLine(Struct, frozen=True, kw_only=True):
    """One line. `what`: the page, question or paper it is about; `words`: what was written or proposed."""

    at: datetime
    kind: EventKind
    role: Role
    says: str
    what: str = ""
    words: str = ""


class GuidanceRecord(Struct, frozen=True, kw_only=True):
    """One session as she reads it. `guide`: the name of the official or helper."""

    session: GuidedSession
    standing: lifecycle.GuidanceStanding
    guide: str
    service: str
    lines: tuple[GuidanceLine, ...]


async def record(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> GuidanceRecord:
    """One session of hers with everything that happened; raises NotThere for anybody else."""
    as_oneself(acting)
    session = await store.get(db, id=id, person=acting.person)
    events = await store.events(db, session=id, person=acting.person)
    service = await service_of(db, services, session)
    lines = tuple(line(services, service, event) for event in events)
    return GuidanceRecord(
        session=session, standing=lifecycle.standing(session, now), guide=await guide_name(db, services, session),
        service=service.name if service else "", lines=lines,
    )  # fmt: skip


async def service_of(db: Db, services: CaseServices, session: GuidedSession) -> Service | None:
    """The service that a session is about, as the case has it."""
    if session.case_id is not None:
        with suppress(NotThere):  # a case of long ago may be gone
            case = await case_store.get(db, id=session.case_id, principal=session.person)
            return (await services.catalogue.version(db, case.service_version)).service
    version = services.catalogue.get(session.service)
    return version.service if version else None


async def guide_name(db: Db, services: CaseServices, session: GuidedSession) -> str:
    """The verified name of the guide: of an official by the staff directory, of a helper by their own identity."""
    if session.way != "helper" or session.guide is None:
        return session.guide_name
    return (await residents.identity_of(db, services.vault, UUID(session.guide))).name


def line(services: CaseServices, service: Service | None, event: GuidedEvent) -> GuidanceLine:
    """One event in words."""
    return GuidanceLine(
        at=event.at, kind=event.kind, role=event.role, says=messages.KINDS[event.kind], what=about(service, event.detail),
        words=words_of(services.vault, event),
    )  # fmt: skip


def about(service: Service | None, detail: dict[str, str]) -> str:
    """What an event is about: the label of a question, the name of a paper, or a page."""
    key = detail.get("field", "") or detail.get("slot", "")
    if key and key != ONWARD:
        named = (
            {one.key: one.label for one in service.field} | {one.key: one.name for one in service.material}
            if service
            else {}
        )
        return named.get(key, "")
    page = detail.get("page", "")
    if page == "questions" and service is not None:
        pages, number = sections(service), int(detail.get("number", "1"))
        return pages[number - 1][0] if number <= len(pages) else ""
    return messages.PAGES[page] if page else ""
