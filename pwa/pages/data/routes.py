"""My data: see everything that is held, put one's own right, object to a register's, take it along, and close the account."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, cast
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.kit.clock import SHANGHAI
from backend.kit.db import transaction
from backend.kit.messages.render import Messages
from backend.kit.pdf import NoPress, NotPrinted, pdf
from backend.kit.problems import NotThere
from backend.kit.reasons import ReasonNeeded
from backend.kit.redis import count_attempt
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, Redis, read_form, see_other
from backend.privacy import closure as closing
from backend.privacy import objections
from backend.privacy import own_data as own
from backend.privacy.export import hand_out
from backend.residents.disclosure import readable as readable_of
from backend.residents.guards import Who, access, confirmed, confirmed_by_best_factor, confirmed_for_contact, signed_in
from backend.residents.service import identity_of
from pwa.injected import InjectedServices
from pwa.pages.data.views import closure_page, fact_page, my_data, sheet
from pwa.printing import no_glyph
from pwa.templates import HERE, form_again, page, render
from pwa.views.parts import field_error

_messages = Messages.beside(__file__)
_words = _messages.words
FILE_NAME, NOT_UNDERSTOOD = _messages.take("file_name"), _messages.take("not_understood")

Words = Annotated[str, Meta(max_length=1000)]
HOUR = 3600
PRINTING = 45.0  # seconds; whoever has used this for years has hundreds of lines
SAID = _words("SAID")


class OwnValue(Struct, forbid_unknown_fields=True):
    """What the person says of themselves."""

    value: Annotated[str, Meta(max_length=200)] = ""


class ObjectionWords(Struct, forbid_unknown_fields=True):
    """What is wrong, in the person's words."""

    said: Words = ""


class ClosureRequest(Struct, forbid_unknown_fields=True):
    """The person has read what goes and what stays."""

    understood: Literal["yes", ""] = ""


@get("/me/data", opt=access(signed_in))
async def overview(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, said: FromQuery[str] = ""
) -> Response[str]:
    """Everything held of me, from where, for how long."""
    return page(
        request, "data/show.html", await my_data(db, services, acting, now), nav="me", notice=SAID.get(said, "")
    )


@get("/me/data/my-data.json", opt=access(confirmed))
async def as_json(db: Db, redis: Redis, acting: Who, services: InjectedServices, now: Now) -> Response[bytes]:
    """Everything held of me, for programs."""
    await count_attempt(redis, f"limit:export:{acting.person}", 20, HOUR)
    exported = await hand_out(db, services.vault, acting, "json", now)
    return file_to_keep(msgspec.json.format(msgspec.json.encode(exported), indent=2), "application/json", "json", now)


@get("/me/data/my-data.pdf", opt=access(confirmed))
async def as_pdf(request: AnyRequest, redis: Redis, acting: Who, services: InjectedServices, now: Now) -> Response[Any]:
    """Everything held of me on paper; printing takes a moment, and no database connection waits for it."""
    await count_attempt(redis, f"limit:export:{acting.person}", 20, HOUR)
    async with transaction(request.app.state.pool) as db:
        sections = await sheet(db, await hand_out(db, services.vault, acting, "pdf", now), services, now)
    printed = render("data/sheet.html", sections=sections, at=now, sample=services.samples)
    try:
        style = {"paper.css": (HERE / "style/paper.css").read_bytes()}
        made = await pdf(printed, style, no_glyph=no_glyph(), owner=acting.person, seconds=PRINTING)
    except NoPress as missing:
        return page(request, "data/no_press.html", status=503, nav="me", missing=str(missing))
    except NotPrinted:
        return page(request, "data/no_press.html", status=503, nav="me", missing="")
    return file_to_keep(made, "application/pdf", "pdf", now)


def file_to_keep(content: bytes, kind: str, ending: str, now: datetime) -> Response[bytes]:
    """Answer with a file to keep, never cached on the way."""
    day = now.astimezone(SHANGHAI).date().isoformat()
    name = quote(FILE_NAME(day=day, ending=ending).text)
    headers = {
        "Content-Disposition": f"attachment; filename=\"my-data-{day}.{ending}\"; filename*=UTF-8''{name}", "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(content, media_type=kind, headers=headers)


@get("/me/data/own/{which:str}", opt=access(confirmed_for_contact))
async def own_page(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, which: FromPath[str]
) -> Response[str]:
    """Change what I said of myself."""
    name = own_name(which)
    who = readable_of(await identity_of(db, services.vault, acting.person), acting.assurance)
    value = getattr(who, name)
    return page(request, "data/own.html", nav="me", which=name, label=own.LABELS[name], value=value)


def own_name(which: str) -> own.OwnField:
    """One of the things that are a person's own to change."""
    if which not in own.LABELS:
        raise NotThere
    return cast("own.OwnField", which)


@post("/me/data/own/{which:str}", opt=access(confirmed_for_contact))
async def change(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, which: FromPath[str]
) -> Redirect:
    """Keep it as I say."""
    name, form = own_name(which), await read_form(request, OwnValue)
    await own.change_own_field(db, services.vault, acting.person, name, form.value, now)
    return see_other("/me/data?said=changed")


@get("/me/data/facts/{name:str}", opt=access(signed_in))
async def fact(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, name: FromPath[str]
) -> Response[str]:
    """One value of a register, and what to do when it is wrong."""
    return page(request, "data/fact.html", await fact_page(db, services, acting, now, name), nav="me", said="")


@post("/me/data/facts/{name:str}", opt=access(signed_in))
async def object_to(
    request: AnyRequest, db: Db, redis: Redis, acting: Who, services: InjectedServices, now: Now, name: FromPath[str]
) -> Response[str] | Redirect:
    """Say that it is wrong; an officer looks."""
    form = await read_form(request, ObjectionWords)
    await count_attempt(redis, f"limit:objection:{acting.person}", 10, HOUR)
    try:
        await objections.raise_objection(db, services.vault, acting, name, form.said, now)
    except ReasonNeeded as refusal:
        view, wrong = await fact_page(db, services, acting, now, name), field_error("said", refusal.sentence)
        return form_again(request, "data/fact.html", view, wrong, nav="me", said=form.said)
    return see_other("/me/data?said=objected")


@get("/me/data/closing", opt=access(signed_in))
async def closing_page(request: AnyRequest, db: Db, acting: Who, services: InjectedServices) -> Response[str]:
    """What goes, what stays and why, before deciding; or how to stay after all."""
    return page(request, "data/closing.html", await closure_page(db, services, acting), nav="me")


@post("/me/data/closing", opt=access(confirmed_by_best_factor))
async def leave(request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[Any]:
    """Close my account in a week; I am signed out everywhere now."""
    form = await read_form(request, ClosureRequest)
    if not form.understood:
        view, wrong = await closure_page(db, services, acting), field_error("understood", NOT_UNDERSTOOD().text)
        return form_again(request, "data/closing.html", view, wrong, nav="me")
    closure = await closing.request_closure(db, acting.person, now)
    browser = request.scope["state"]["browser"]
    await browser.sessions.end_all(f"person:{acting.person}")
    await browser.leave()
    return page(request, "data/left.html", nav="", token="", due=closure.due_at)


@post("/me/data/closing/undo", opt=access(signed_in))
async def stay(request: AnyRequest, db: Db, acting: Who, now: Now) -> Redirect:
    """I stay."""
    await read_form(request, EmptyForm)
    await closing.cancel_closure(db, acting.person, now)
    return see_other("/me/data?said=stays")


ROUTES: list[Callable[..., Any]] = [
    overview, as_json, as_pdf, own_page, change, fact, object_to, closing_page, leave, stay,
]  # fmt: skip
