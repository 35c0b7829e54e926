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
from backend.kit.messages.render import Messages
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents import store as people
from backend.residents.guards import Who, access, signed_in

FURTHEST = timedelta(days=30)
_messages = Messages.beside(__file__)
WAYS, WAY_HINTS = _messages.words("Way", Way), _messages.words("WayHint", Way)
PARTS, NO_DAY, DAY_LABEL = _messages.words("Part"), _messages.take("no_day"), _messages.take("day_label")


class Asking(Struct, forbid_unknown_fields=True):
    """How, on which day, in which half of it."""

    way: Way
    day: Annotated[str, Meta(max_length=10)] = ""
    part: Part = "morning"


def days(today: date) -> list[dict[str, str]]:
    """The next two weeks without weekends, to choose from."""
    found = (today + timedelta(days=ahead) for ahead in range(1, 15))
    return [
        {"value": day.isoformat(), "label": DAY_LABEL(day=day, weekday=day).text}
        for day in found if day.weekday() < 5
    ]  # fmt: skip


def choice_names() -> dict[str, str]:
    """Names of the ways and of the halves of a day."""
    return {**WAYS, **PARTS}


def choices() -> dict[str, Any]:
    """What the form offers beside the days, and how a choice is named."""
    ways = [{"value": way, "label": WAYS[way], "hint": WAY_HINTS[way]} for way in WAYS]
    parts = [{"value": part, "label": label} for part, label in PARTS.items()]
    return {"said": choice_names(), "ways": ways, "parts": parts}


@get("/me/identity/appointment", opt=access(signed_in))
async def appointment_page(request: AnyRequest, db: Db, acting: Who, browser: Here, now: Now) -> Response[str]:
    """Form for an appointment with an officer, or the one already made."""
    found = await where(request, db, acting, browser, now)
    return show(
        request, "identity/appointment.html", nav="me", asked=found.request, **choices(),
        days=days(local_date(now)), form=Asking(way="video"), errors=[],
    )  # fmt: skip


@post("/me/identity/appointment", opt=access(signed_in), status_code=HTTPStatus.OK)
async def ask(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[Any]:
    """Ask an officer to look; asked again, the newer time counts."""
    form = await read_form(request, Asking)
    offered = days(local_date(now))
    if form.day not in {day["value"] for day in offered}:
        wrong = [{"text": NO_DAY().text, "href": "#f-day"}]
        return show(
            request, "identity/appointment.html", nav="me", status=HTTPStatus.UNPROCESSABLE_ENTITY, asked=None, **choices(),
            days=offered, form=form, errors=wrong,
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
