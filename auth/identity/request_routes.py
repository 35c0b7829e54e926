"""The ways in that need a person: an appointment, the counter, and saying that it wasn't me."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

from litestar import Response, get, post
from msgspec import Meta, Struct

from auth.dependencies import Here
from auth.identity import store
from auth.identity.routes import captures_of, ways, where
from auth.identity.types import Part, Way
from auth.rendering import show
from backend.audit.log import note
from backend.kit.clock import local_date
from backend.kit.log import fact
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents import store as people
from backend.residents.guards import Who, access, signed_in

FURTHEST = timedelta(days=30)
WAYS = (
    {"value": "video", "label": "视频见面", "hint": "工作人员打视频给您，把身份证给镜头看一下"},
    {"value": "home", "label": "上门", "hint": "行动不方便的，由街道工作人员到家里来"},
    {"value": "counter", "label": "到窗口", "hint": "到福田区行政服务大厅或街道便民服务中心"},
)
PARTS = ({"value": "morning", "label": "上午"}, {"value": "afternoon", "label": "下午"})
SAID = {option["value"]: option["label"] for option in (*WAYS, *PARTS)}


class Asking(Struct, forbid_unknown_fields=True):
    """How, on which day, in which half of it."""

    way: Way
    day: Annotated[str, Meta(max_length=10)] = ""
    part: Part = "morning"


def days(today: date) -> list[dict[str, str]]:
    """The next two weeks without weekends, to choose from."""
    found = (today + timedelta(days=ahead) for ahead in range(1, 15))
    return [
        {"value": day.isoformat(), "label": f"{day.month}月{day.day}日 周{'一二三四五'[day.weekday()]}"}
        for day in found if day.weekday() < 5
    ]  # fmt: skip


@get("/me/identity/appointment", opt=access(signed_in))
async def appointment_page(request: AnyRequest, db: Db, acting: Who, browser: Here, now: Now) -> Response[str]:
    """Form for an appointment with an officer, or the one already made."""
    found = await where(request, db, acting, browser, now)
    return show(
        request, "identity/appointment.html", nav="me", asked=found.request, said=SAID, ways=WAYS, parts=PARTS,
        days=days(local_date(now)), form=Asking(way="video"), errors=[],
    )  # fmt: skip


@post("/me/identity/appointment", opt=access(signed_in), status_code=HTTPStatus.OK)
async def ask(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[Any]:
    """Ask an officer to look; asked again, the newer time counts."""
    form = await read_form(request, Asking)
    offered = days(local_date(now))
    if form.day not in {day["value"] for day in offered}:
        wrong = [{"text": "请选一个日子。", "href": "#f-day"}]
        return show(
            request, "identity/appointment.html", nav="me", status=HTTPStatus.UNPROCESSABLE_ENTITY, asked=None, said=SAID,
            ways=WAYS, parts=PARTS, days=offered, form=form, errors=wrong,
        )  # fmt: skip
    await store.ask(
        db, id=uuid4(), person=acting.person, cause="asked", way=form.way, day=date.fromisoformat(form.day),
        part=form.part, at=now,
    )  # fmt: skip
    fact("identity.appointment_asked", person=str(acting.person), way=form.way)
    return see_other("/me/identity/appointment")


@post("/me/identity/appointment/withdrawal", opt=access(signed_in), status_code=HTTPStatus.OK)
async def withdraw(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[Any]:
    """I don't need it any more."""
    await read_form(request, EmptyForm)
    await store.withdraw_request(db, person=acting.person, at=now)
    return see_other("/me/identity")


@get("/me/identity/counter", opt=access(signed_in))
async def counter(request: AnyRequest) -> Response[str]:
    """Page about what to bring to the counter."""
    return show(request, "identity/counter.html", nav="me", ways=ways(request))


@get("/me/identity/not-me", opt=access(signed_in))
async def not_me_page(request: AnyRequest, db: Db, acting: Who) -> Response[str]:
    """Page that lists what was proved on this account, and lets the person contest it."""
    return show(request, "identity/not_me.html", nav="me", proofs=await store.proofs(db, person=acting.person))


@post("/me/identity/not-me", opt=access(signed_in), status_code=HTTPStatus.OK)
async def not_me(request: AnyRequest, db: Db, acting: Who, browser: Here, now: Now) -> Response[Any]:
    """It wasn't me: the proof counts no more, everybody is signed out, and an officer looks."""
    await read_form(request, EmptyForm)
    # a try that is being looked at just now is settled before, or not at all
    await people.lock_person(db, person=acting.person)
    await store.disown(db, person=acting.person)
    await store.ask(db, id=uuid4(), person=acting.person, cause="disowned", way="counter", day=None, part="", at=now)
    await note(db, acting.actor, "identity.disowned", f"person:{acting.person}", now)
    await captures_of(request).forget_portrait(acting.person)
    if browser.session is not None:
        await browser.sessions.end_all(browser.session.owner)
    await browser.leave()
    return see_other("/sign-in/out")


ROUTES = [appointment_page, ask, withdraw, counter, not_me_page, not_me]
