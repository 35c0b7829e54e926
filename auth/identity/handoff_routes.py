"""Capture with another phone: the first phone shows a QR code and waits, the second one only takes pictures."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from auth.dependencies import Here, VaultHere
from auth.identity import proofing
from auth.identity.picture_form import pictures_of
from auth.identity.routes import captures_of, handoff_links_of, photos, where
from auth.identity.steps import step_of
from auth.identity.types import Handoff
from auth.rendering import plain, show
from backend.kit.body_limits import FILE
from backend.kit.problems import NotThere, Refusal
from backend.kit.qr import qr_code
from backend.kit.web import AnyRequest, Db, Now, see_other
from backend.residents.guards import Who, access, public, signed_in


@post("/me/identity/{step:str}/other-phone", opt=access(signed_in), status_code=HTTPStatus.OK)
async def begin(
    request: AnyRequest, db: Db, acting: Who, browser: Here, now: Now, step: FromPath[str]
) -> Response[Any]:
    """A link for another phone, for this capture only."""
    key = step_of(step).key
    found = (await where(request, db, acting, browser, now)).step(key)
    if found.state in ("todo", "problem") and found.agreed:
        await handoff_links_of(request).begin(acting.person, key, now)
    return see_other(f"/me/identity/{key}/other-phone")


@get("/me/identity/{step:str}/other-phone", opt=access(signed_in))
async def code_page(
    request: AnyRequest, db: Db, acting: Who, browser: Here, now: Now, step: FromPath[str]
) -> Response[Any]:
    """The QR code; the page asks by itself whether the pictures have arrived."""
    key = step_of(step).key
    found = (await where(request, db, acting, browser, now)).step(key)
    link = await handoff_links_of(request).link(acting.person, key)
    if link is None or found.state not in ("todo", "problem"):
        return see_other(f"/me/identity/{key}")
    drawn = qr_code(f"{request.app.state.settings.origin}/identity/{link.secret}")
    return show(
        request, "identity/other_phone.html", nav="me", step=found.step, code=drawn.svg_data_uri(scale=6, border=3),
        minutes=max(1, -(-int((link.ends - now).total_seconds()) // 60)),
    )  # fmt: skip


@get("/identity/{secret:str}", opt=access(public))
async def handoff_page(request: AnyRequest, now: Now, secret: FromPath[str]) -> Response[Any]:
    """Page of the second phone: what to photograph, without naming the person."""
    return await capture(request, secret, await handoff_links_of(request).of(secret, now))


async def capture(request: AnyRequest, secret: str, handoff: Handoff, refusal: Refusal | None = None) -> Response[str]:
    """The camera and nothing else."""
    made = await captures_of(request).challenge(handoff.person) if handoff.step == "face" else None
    return show(
        request, "identity/capture.html", nav="", status=refusal.status if refusal else HTTPStatus.OK,
        step=step_of(handoff.step), photos=photos(handoff.step, made), nonce=made.nonce if made else "", left=0,
        findings=[], action=f"/identity/{secret}", ways=[], elsewhere=True,
        errors=[{"text": refusal.sentence, "href": "#capture"}] if refusal else [],
    )  # fmt: skip


@post("/identity/{secret:str}", opt=access(public, body=FILE), status_code=HTTPStatus.OK)
async def run(request: AnyRequest, db: Db, vault: VaultHere, now: Now, secret: FromPath[str]) -> Response[Any]:
    """The pictures of this one capture; the link is void afterwards."""
    links, captures = handoff_links_of(request), captures_of(request)
    handoff = await links.of(secret, now)
    try:
        pictures = await pictures_of(request, captures, handoff.person, handoff.step)
        # pictures may take minutes to come: somebody else's may have come before
        handoff = await links.take(secret, now)
        try:
            await proofing.submit_attempt(db, captures, vault, handoff.person, handoff.step, pictures, now)
        except Refusal:
            await links.give_back(secret, handoff, now)
            raise
    except NotThere:
        raise
    except Refusal as refusal:
        return await capture(request, secret, handoff, refusal)
    await links.end(handoff.person, handoff.step)
    return see_other("/identity/sent")


@get("/identity/sent", opt=access(public))
async def sent(request: AnyRequest) -> Response[str]:
    """Confirmation page of the second phone."""
    return plain(request, "identity/sent.html")


ROUTES = [begin, code_page, handoff_page, run, sent]
