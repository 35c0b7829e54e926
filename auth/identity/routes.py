"""The pages of proving identity: where one stands, consent, taking pictures, and seeing what came of it."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from auth.dependencies import Here, Next, VaultHere
from auth.identity import face_proof, proofing
from auth.identity.captures import Captures
from auth.identity.handoff_link import HandoffLinks
from auth.identity.picture_form import pictures_of
from auth.identity.progress import ProofingProgress, StepProgress, progress_of, tasks
from auth.identity.return_to import remember, remembered
from auth.identity.steps import step_of, steps
from auth.identity.types import LivenessChallenge, OtherWay, Photo, StepKey
from auth.rendering import show
from auth.session.browser import Browser
from auth.session.return_to import HOME
from backend.kit.body_limits import FILE
from backend.kit.messages.render import Messages
from backend.kit.problems import Refusal
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form, see_other
from backend.materials.reading.face_types import available
from backend.residents import consents, store
from backend.residents.guards import Who, access, signed_in
from backend.residents.types import Acting, Assurance

_words = Messages.beside(__file__).words

LEVELS = _words("LEVELS")


class FaceConsentForm(Struct, forbid_unknown_fields=True):
    """The wording that the person saw."""

    seen: Annotated[str, Meta(max_length=20)]


def captures_of(request: Request[Any, Any, Any]) -> Captures:
    """Store of the pictures on their way."""
    return Captures(request.app.state.redis, request.app.state.vault)


def handoff_links_of(request: Request[Any, Any, Any]) -> HandoffLinks:
    """The links that other phones may run."""
    return HandoffLinks(request.app.state.redis, request.app.state.vault)


def ways(request: Request[Any, Any, Any]) -> list[OtherWay]:
    """Every way in that needs no face; a provider only where the operator named one."""
    provider = "resident" in request.app.state.openid
    return [way for way in steps().way if provider or way.key != "provider"]


async def where(request: AnyRequest, db: Connection, acting: Acting, browser: Browser, now: Now) -> ProofingProgress:
    """How far this person is; a level reached meanwhile is the session's from here on."""
    person = await store.person(db, person=acting.person)
    level = Assurance(person.assurance)
    proof = await face_proof.claim(db, browser, acting.person, now)
    await (browser.step_up(proof, level) if proof else browser.know(level))
    return await progress_of(db, captures_of(request), acting.person, level, now, face=offers_face(request))


def offers_face(request: AnyRequest) -> bool:
    """Does this installation compare faces, and may a face suffice?"""
    return bool(request.app.state.settings.face_suffices and available())


@get("/me/identity", opt=access(signed_in))
async def overview(
    request: AnyRequest, db: Db, acting: Who, browser: Here, redis: Redis, vault: VaultHere, now: Now,
    told: FromQuery[Literal["", "provider"]] = "", next: Next = HOME,
) -> Response[str]:  # fmt: skip
    """Overview page: level, next step, other ways, and the way back."""
    found = await where(request, db, acting, browser, now)
    await remember(redis, vault, acting.person, next)
    return show(
        request, "identity/show.html", nav="me", level=LEVELS[found.level], verified=found.level == Assurance.VERIFIED,
        tasks=tasks(found), findings=[one for step in found.steps for one in step.findings],
        asked=found.request, ways=ways(request), told=told, reading=any(one.state == "reading" for one in found.steps),
        back=await remembered(redis, vault, acting.person), liveness=bool(request.app.state.settings.liveness_url),
    )  # fmt: skip


@get("/me/identity/{step:str}", opt=access(signed_in))
async def step_page(
    request: AnyRequest, db: Db, acting: Who, browser: Here, now: Now, step: FromPath[str]
) -> Response[Any]:
    """Consent first; then the camera; then the next step, or what came of it."""
    key = step_of(step).key
    progress = await where(request, db, acting, browser, now)
    found = progress.step(key)
    if found.state == "reading":
        return show(request, "identity/reading.html", nav="me", step=found.step, ways=ways(request))
    if found.state not in ("todo", "problem"):
        waiting = [one.step.key for one in progress.steps if one.state == "todo"] if found.state == "done" else []
        return see_other(f"/me/identity/{waiting[0]}" if waiting else "/me/identity")
    if not found.agreed:
        purpose = consents.purpose_of(found.step.consent)
        return show(request, "identity/consent.html", nav="me", step=found.step, purpose=purpose)
    return await camera(request, acting, found)


async def camera(
    request: AnyRequest, acting: Acting, found: StepProgress, refusal: Refusal | None = None
) -> Response[str]:
    """The page that takes the pictures; without script, a form with files."""
    made = await captures_of(request).challenge(acting.person) if found.step.key == "face" else None
    return show(
        request, "identity/capture.html", nav="me", status=refusal.status if refusal else HTTPStatus.OK,
        step=found.step, photos=photos(found.step.key, made), nonce=made.nonce if made else "", left=found.left,
        findings=found.findings, action=f"/me/identity/{found.step.key}", ways=ways(request), elsewhere=False,
        errors=[{"text": refusal.sentence, "href": "#capture"}] if refusal else [],
    )  # fmt: skip


def photos(step: StepKey, challenge: LivenessChallenge | None) -> list[dict[str, str]]:
    """The pictures to take in their order, as ui.camera wants them."""
    if challenge is None:
        return [named(photo.key, photo) for photo in step_of(step).photo]
    moves = {move.key: move for move in steps().move}
    wanted = [step_of(step).photo[0], *(moves[move] for move in challenge.moves)]
    return [named(f"pose{number}", photo) for number, photo in enumerate(wanted)]


def named(name: str, photo: Photo) -> dict[str, str]:
    """One picture with the name of its field."""
    return {"name": name, "key": photo.key, "title": photo.title, "says": photo.says}


@post("/me/identity/{step:str}/consent", opt=access(signed_in), status_code=HTTPStatus.OK)
async def agree(request: AnyRequest, db: Db, acting: Who, now: Now, step: FromPath[str]) -> Response[Any]:
    """I agree to this step, and go on with it."""
    wanted = step_of(step)
    form = await read_form(request, FaceConsentForm)
    await consents.give_consent(db, acting.person, wanted.consent, now, seen=form.seen)
    return see_other(f"/me/identity/{wanted.key}")


@post("/me/identity/{step:str}", opt=access(signed_in, body=FILE), status_code=HTTPStatus.OK)
async def hand_in(
    request: AnyRequest, db: Db, acting: Who, browser: Here, vault: VaultHere, now: Now, step: FromPath[str]
) -> Response[Any]:
    """Take the pictures; they are looked at beside this request, and the page shows what comes of it."""
    key = step_of(step).key
    captures = captures_of(request)
    found = (await where(request, db, acting, browser, now)).step(key)
    if found.state not in ("todo", "problem") or not found.agreed:
        return see_other(f"/me/identity/{key}")
    try:
        pictures = await pictures_of(request, captures, acting.person, key)
        attempt = await proofing.submit_attempt(db, captures, vault, acting.person, key, pictures, now)
    except Refusal as refusal:
        return await camera(request, acting, found, refusal)
    await handoff_links_of(request).end(acting.person, key)
    await face_proof.keep(browser, attempt, "/me/identity")
    return see_other(f"/me/identity/{key}")


ROUTES = [overview, step_page, agree, hand_in]
