"""My data: see everything that is held, put one's own right, object to a register's, take it along, and close the account."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.audit.log import note
from backend.cases.services import CaseServices
from backend.kit.clock import SHANGHAI
from backend.kit.db import transaction
from backend.kit.pdf import NoPress, NotPrinted, pdf
from backend.kit.problems import NotThere, Refusal, Unavailable
from backend.kit.redis import count
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form, see_other
from backend.privacy import closure as closing
from backend.privacy import objections, store
from backend.privacy import own_data as own
from backend.privacy.export import export
from backend.registers.attributes import attributes
from backend.residents.disclosure import may_read
from backend.residents.disclosure import readable as readable_of
from backend.residents.guards import Who, access, confirmed, confirmed_by_best_factor, confirmed_for_contact, signed_in
from backend.residents.service import identity_of
from pwa.injected import InjectedServices
from pwa.pages.data import readable
from pwa.printing import NO_GLYPH
from pwa.templates import HERE, page, render

Words = Annotated[str, Meta(max_length=1000)]
HOUR = 3600
SAID = {
    "changed": "已改好。",
    "objected": "已交给工作人员核对，有答复会写在“消息”里。",
    "stays": "好的，账号照旧，什么都没有变。",
}


class Changed(Struct, forbid_unknown_fields=True):
    """What the person says of themselves."""

    value: Annotated[str, Meta(max_length=200)] = ""


class Said(Struct, forbid_unknown_fields=True):
    """What is wrong, in the person's words."""

    said: Words = ""


class Leaving(Struct, forbid_unknown_fields=True):
    """The person has read what goes and what stays."""

    understood: Annotated[str, Meta(max_length=3)] = ""


class Nothing(Struct, forbid_unknown_fields=True):
    """A form that says nothing but its token."""


@get("/me/data", opt=access(signed_in))
async def overview(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, said: FromQuery[str] = ""
) -> Response[str]:
    """Everything held of me, from where, for how long."""
    held = (await export(db, services.vault, acting.person, acting.assurance, now))["held"]
    return page(
        request, "data/show.html", nav="me", **readable.overview(held, now), proven=may_read(acting.assurance), closing=await store.closing(db, person=acting.person),
        objections=await objections_of(db, services, acting), notice=SAID.get(said, ""), zone=SHANGHAI,
    )  # fmt: skip


async def objections_of(db: Db, services: CaseServices, acting: Who) -> list[dict[str, Any]]:
    """What I said is wrong, and what came of it."""
    known = attributes()
    return [
        {
            "label": known[one.attribute].label,
            "said": services.vault.open(one.said, objections.sealed_context(one.id)).decode(),
            "held": one,
        }
        for one in await store.objections(db, person=acting.person)
        if one.attribute in known
    ]


@get("/me/data/my-data.json", opt=access(confirmed))
async def as_json(db: Db, redis: Redis, acting: Who, services: InjectedServices, now: Now) -> Response[bytes]:
    """Everything held of me, for programs."""
    await count(redis, f"limit:export:{acting.person}", 20, HOUR)
    held = await export(db, services.vault, acting.person, acting.assurance, now)
    await note(db, acting.actor, "person.exported", f"person:{acting.person}", now, format="json")
    return handed_out(msgspec.json.format(msgspec.json.encode(held), indent=2), "application/json", "json", now)


@get("/me/data/my-data.pdf", opt=access(confirmed))
async def as_pdf(request: AnyRequest, redis: Redis, acting: Who, services: InjectedServices, now: Now) -> Response[Any]:
    """The same on paper; printing takes a moment, and no database connection waits for it."""
    await count(redis, f"limit:export:{acting.person}", 20, HOUR)
    async with transaction(request.app.state.pool) as db:
        held = (await export(db, services.vault, acting.person, acting.assurance, now))["held"]
        names = {
            held_case["service_version"]: await name_of(db, services, held_case) for held_case in held["cases"]["rows"]
        }
        await note(db, acting.actor, "person.exported", f"person:{acting.person}", now, format="pdf")
    sheet = render("data/sheet.html", sections=readable.sections(held, names, now), at=now, sample=services.samples)
    try:
        style = {"paper.css": (HERE / "style/paper.css").read_bytes()}
        made = await pdf(sheet, style, no_glyph=NO_GLYPH, owner=acting.person)
    except NoPress as missing:
        return page(request, "data/no_press.html", status=503, nav="me", missing=str(missing))
    except NotPrinted as error:
        raise Unavailable from error
    return handed_out(made, "application/pdf", "pdf", now)


async def name_of(db: Db, services: CaseServices, case: dict[str, Any]) -> str:
    """What the service of a case is called."""
    return (await services.catalogue.version(db, case["service_version"])).service.name


def handed_out(content: bytes, kind: str, ending: str, now: datetime) -> Response[bytes]:
    """A file to keep, never cached on the way."""
    day = now.astimezone(SHANGHAI).date().isoformat()
    name = quote(f"我的资料-{day}.{ending}")
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
    for name in own.LABELS:
        if name == which:
            return name
    raise NotThere


@post("/me/data/own/{which:str}", opt=access(confirmed_for_contact))
async def change(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, which: FromPath[str]
) -> Redirect:
    """Keep it as I say."""
    name, form = own_name(which), await read_form(request, Changed)
    await own.change_own_field(db, services.vault, acting.person, name, form.value, now)
    return see_other("/me/data?said=changed")


@get("/me/data/facts/{name:str}", opt=access(signed_in))
async def fact(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, name: FromPath[str]
) -> Response[str]:
    """One value of a register, and what to do when it is wrong."""
    return page(request, "data/fact.html", nav="me", **await about(db, services, acting, now, name), said="")


async def about(db: Db, services: CaseServices, acting: Who, now: datetime, name: str) -> dict[str, Any]:
    """What is known under this name; NotThere when nothing is."""
    held = (await export(db, services.vault, acting.person, acting.assurance, now))["held"]
    found = [row for row in readable.facts(held, now) if row["name"] == name]
    if not found:
        raise NotThere
    return {"rows": found, "label": found[0]["label"], "name": name}


@post("/me/data/facts/{name:str}", opt=access(signed_in))
async def object_to(
    request: AnyRequest, db: Db, redis: Redis, acting: Who, services: InjectedServices, now: Now, name: FromPath[str]
) -> Response[str] | Redirect:
    """Say that it is wrong; an officer looks."""
    form = await read_form(request, Said)
    if not may_read(acting.assurance):
        raise NotThere
    await count(redis, f"limit:objection:{acting.person}", 10, HOUR)
    try:
        await objections.raise_objection(db, services.vault, acting.person, name, form.said, now)
    except objections.ObjectionTooShort as refusal:
        return page(
            request, "data/fact.html", status=refusal.status, nav="me", **await about(db, services, acting, now, name), said=form.said,
            errors=[{"text": refusal.sentence, "href": "#f-said"}],
        )  # fmt: skip
    return see_other("/me/data?said=objected")


@get("/me/data/closing", opt=access(signed_in))
async def closing_page(request: AnyRequest, db: Db, acting: Who, services: InjectedServices) -> Response[str]:
    """What goes, what stays and why, before deciding; or how to stay after all."""
    return page(request, "data/closing.html", nav="me", **await leaving(db, services, acting))


async def leaving(db: Db, services: CaseServices, acting: Who) -> dict[str, Any]:
    """What closing means for this person."""
    running = await store.running_cases(db, person=acting.person)
    return {
        "asked": await store.closing(db, person=acting.person), "goes": closing.erased_on_closure(), "stays": closing.kept_after_closure(),
        "running": [{"case": one, "name": (await services.catalogue.version(db, one.service_version)).service.name} for one in running],
    }  # fmt: skip


@post("/me/data/closing", opt=access(confirmed_by_best_factor))
async def leave(request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[Any]:
    """Close my account in a week; I am signed out everywhere now."""
    form = await read_form(request, Leaving)
    if form.understood != "yes":
        wrong = Understand()
        return page(
            request, "data/closing.html", status=wrong.status, nav="me", **await leaving(db, services, acting),
            errors=[{"text": wrong.sentence, "href": "#f-understood"}],
        )  # fmt: skip
    held = await closing.request_closure(db, acting.person, now)
    browser = request.scope["state"]["browser"]
    await browser.sessions.end_all(f"person:{acting.person}")
    await browser.leave()
    return page(request, "data/left.html", nav="", token="", due=held.due_at)


class Understand(Refusal):
    """The person didn't say that they read it."""

    status = 422
    says = "请先看完哪些会删、哪些会留，再打勾。"


@post("/me/data/closing/undo", opt=access(signed_in))
async def stay(request: AnyRequest, db: Db, acting: Who, now: Now) -> Redirect:
    """I stay."""
    await read_form(request, Nothing)
    await closing.cancel_closure(db, acting.person, now)
    return see_other("/me/data?said=stays")


ROUTES: list[Callable[..., Any]] = [
    overview, as_json, as_pdf, own_page, change, fact, object_to, closing_page, leave, stay,
]  # fmt: skip
