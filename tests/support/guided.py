"""A guided session over HTTP: the resident, her guide, and all bytes that the guide was sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
from msgspec.structs import replace

from backend.cases.answers import sealed_answers
from backend.cases.drafts.begin import new_case
from backend.cases.drafts.form import sections
from backend.catalogue.types import Service
from backend.guidance import desk, service
from backend.guidance.guide import as_officer
from backend.guidance.request_session import GuidanceWish, ask
from backend.guidance.types import GuidedStep
from backend.kit.db import transaction
from backend.residents import service as residents
from backend.residents.types import Acting, Assurance, Staff, Visitor
from tests import people
from tests.conftest import NOW
from tests.support.visitors import headers_of

CANARY = "金丝雀"
STREAM = {"accept": "text/event-stream"}


class Guided:
    """郭奶奶 with a case full of words of her own, an official of its department, and one of another."""

    def __init__(self, house: Any) -> None:
        self.house, self.app, self.state = house, house.framework, house.framework.state

    async def furnish(self, code: str) -> None:
        """Her account, her case, and a session that she has let begin."""
        state = self.state
        async with transaction(state.pool) as db:
            found = await residents.find_or_create_by_phone(db, state.vault, people.GUIDED.international_phone, NOW)
            self.acting = Acting(person=found.id, principal=found.id, assurance=Assurance.VERIFIED)
            await self.know(db, found.id)
            version = state.catalogue.get(code)
            case, _ = await new_case(db, self.acting, version, NOW)
            self.case, self.service = case.id, version.service
            answers = {field.key: f"{CANARY}答{n}号" for n, field in enumerate(version.service.field)}
            sealed = sealed_answers(state.services, case.id, answers)
            department = "civil_affairs" if case.department == "street" else case.department
            await db.execute(
                "update cases set answers = $1, department = $2 where id = $3", sealed, department, case.id
            )
            await self.hand_in_papers(db, version.service)
        self.staff = Staff("guide-9", "韩晓梅", frozenset({"officer"}), department)
        self.session = await self.begin()
        self.headers = {**await headers_of(self.app, Visitor(staff=self.staff)), "accept": "text/html"}

    async def know(self, db: Any, person: UUID) -> None:
        """Every part of her identity is a canary, and what registers know of her too."""
        who = await residents.identity_of(db, self.state.vault, person)
        parts = {
            name: f"{CANARY}{name}"
            for name in ("id_number", "hukou_address", "living_address", "payable_account", "household_number")
        }
        await residents.save_identity(db, self.state.vault, person, replace(who, name=f"郭{CANARY}", **parts))
        facts = {
            name: [{"value": f"{CANARY}{name}", "source": "population", "as_of": NOW.isoformat()}]
            for name in ("hukou", "benefits", "birth_date")
        }
        await db.execute("update profile set facts = $1 where person = $2", facts, person)

    async def hand_in_papers(self, db: Any, about: Service) -> None:
        """A paper in each slot, with a name of its own and a finding."""
        for one in about.material:
            await db.execute(
                "insert into material (id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, state, verdict, findings)"
                " values ($1, $2, $3, $4, $5, 'image/jpeg', 1, 'd', 's', 'read', 'failed', $6)",
                uuid4(), self.acting.person, self.case, one.key, f"{CANARY}.jpg", [{"check": "sharp", "outcome": "failed", "seen": CANARY}],
            )  # fmt: skip

    async def begin(self) -> UUID:
        """Asked, taken, let in."""
        services, guide = self.state.services, as_officer(self.staff)
        async with transaction(self.state.pool) as db:
            asked = await ask(
                db, services, self.acting, GuidanceWish(step=GuidedStep(page="tasks", case=self.case)), NOW
            )
            await desk.take_next(db, services, guide, NOW)
            await service.let_in(db, services, self.acting, asked.session.id, NOW)
        return asked.session.id

    def steps(self) -> list[GuidedStep]:
        """Every step of her service."""
        about = {"service": self.service.code, "case": self.case}
        pages = [GuidedStep(page=page, **about) for page in ("service", "start", "tasks", "check", "status", "none")]  # type: ignore[arg-type]
        forms = [
            GuidedStep(page="questions", number=n, faults={"x": "choose"}, **about)
            for n in range(1, len(sections(self.service)) + 1)
        ]  # type: ignore[arg-type]
        return pages + forms + [GuidedStep(page="paper", slot=one.key, **about) for one in self.service.material]  # type: ignore[arg-type]

    async def goes_to(self, step: GuidedStep) -> None:
        """She comes to a step."""
        async with transaction(self.state.pool) as db:
            await service.move(db, self.state.services, self.acting.person, self.session, step, NOW)

    @asynccontextmanager
    async def browser(self, headers: dict[str, str] | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """The guide's browser."""
        origin = self.state.settings.origin
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.house), base_url=origin) as client:
            client.headers.update(headers or self.headers)
            yield client

    async def stops(self) -> None:
        """She ends it."""
        async with transaction(self.state.pool) as db:
            await service.stop(db, self.state.services, self.acting, self.session, NOW)

    @property
    def at_desk(self) -> str:
        """The guide's page."""
        return f"/desk/guidance/{self.session}"

    async def stream_open(self, client: httpx.AsyncClient, place: str = "") -> asyncio.Task[httpx.Response]:
        """The guide's stream, once it waits."""
        found = asyncio.create_task(client.get(f"{place or self.at_desk}/live", headers=STREAM))
        for _ in range(200):
            if self.state.pubsub.count:
                return found
            await asyncio.sleep(0.02)
        raise AssertionError("the stream doesn't wait")
