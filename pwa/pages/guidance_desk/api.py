"""The guidance desk, for programs: the queue, the next one, a code, notes and handing over, beside what every guide does."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from backend.guidance import desk, guide_actions
from backend.guidance.guide import Guide
from backend.kit.web import AnyRequest, Db, Now, Redis, short_transactions
from backend.residents.guards import StaffWho
from pwa.injected import InjectedServices
from pwa.pages.guidance_desk.forms import DeskNoteForm, TypedCode, guide_of
from pwa.views.api_refusals import PRIVATE
from pwa.views.guide_api import GuideScreenJson, described, guide_api, screen_json
from pwa.views.guide_routes import GuidePlace


class WaitingPersonJson(Struct, frozen=True, kw_only=True):
    """One who waits: the name masked, and nothing of her affair but the service."""

    name: str
    service: str
    since: datetime
    notes: int


class GuidanceQueueJson(Struct, frozen=True, kw_only=True):
    """The queue of the department, the longest first; `running`: the session that this desk has open."""

    waiting: tuple[WaitingPersonJson, ...]
    running: UUID | None


def desk_api(place: GuidePlace) -> list[object]:
    """The routes of the desk below `/api`."""
    base = f"/api{place.base}"

    @get(base, **described(place, "queue"))
    async def queue(db: Db, staff: StaffWho, services: InjectedServices, redis: Redis, now: Now) -> Response[GuidanceQueueJson]:  # fmt: skip
        """Queue of the department; asking for it marks the desk as on duty."""
        guide = guide_of(staff)
        await desk.on_duty(redis, guide.department, guide.id, now)
        rows = await desk.waiting(db, services, guide, now)
        mine = await desk.mine(db, services, guide, now)
        found = GuidanceQueueJson(
            waiting=tuple(WaitingPersonJson(name=one.name, service=one.service, since=one.since, notes=one.notes) for one in rows),
            running=mine[0].id if mine else None,
        )  # fmt: skip
        return Response(found, headers=PRIVATE)

    @post(f"{base}/next", **described(place, "next", "taken", status=HTTPStatus.OK))
    async def take_next(db: Db, staff: StaffWho, services: InjectedServices, now: Now) -> Response[GuideScreenJson]:
        """The next one."""
        guide = guide_of(staff)
        taken = await desk.take_next(db, services, guide, now)
        return Response(await screen_json(db, services, guide, taken.id, now), headers=PRIVATE)

    @post(f"{base}/code", **described(place, "code", "taken", status=HTTPStatus.OK))
    async def take_by_code(
        request: AnyRequest, staff: StaffWho, services: InjectedServices, redis: Redis, now: Now, data: JSONBody[TypedCode]
    ) -> Response[GuideScreenJson]:  # fmt: skip
        """The one who reads out this code."""
        guide: Guide = guide_of(staff)
        async with short_transactions(request)() as db:
            taken = await desk.take_by_code(db, redis, services, guide, data.code, now)
            found = await screen_json(db, services, guide, taken.id, now)
        return Response(found, headers=PRIVATE)

    @post(f"{base}/{{id:uuid}}/note", **described(place, "note", "noted", status=HTTPStatus.NO_CONTENT))
    async def keep_note(
        db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[DeskNoteForm]
    ) -> None:
        """Keep a note."""
        await guide_actions.keep_note(db, services, guide_of(staff), id, data.note, now)

    @post(
        f"{base}/{{id:uuid}}/handing-over", **described(place, "hand_over", "handed_over", status=HTTPStatus.NO_CONTENT)
    )
    async def hand_over(
        db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[DeskNoteForm]
    ) -> None:
        """To the next free desk."""
        await guide_actions.hand_over(db, services, guide_of(staff), id, data.note, now)

    return [queue, take_next, take_by_code, keep_note, hand_over, *guide_api(place)]
