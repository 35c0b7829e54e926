"""Step-up by a face check against the population register's portrait, for persons without a passkey."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post

from auth.dependencies import Here, Next, VaultHere
from auth.identity import face_proof, proofing
from auth.identity.picture_form import pictures_of
from auth.identity.proofing import attempts_left, is_waiting
from auth.identity.routes import FaceConsentForm, captures_of, offers_face, photos
from auth.identity.steps import findings_of, step_of
from auth.identity.types import ProofingAttempt
from auth.rendering import show
from auth.session.browser import Browser
from auth.session.return_to import HOME, same_site
from auth.session.sign_in import complete_step_up
from backend.delegation.acting import OWN
from backend.kit.body_limits import FILE
from backend.kit.problems import NotThere, Refusal
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents import consents
from backend.residents.guards import Who, access, signed_in
from backend.residents.service import identity_of
from backend.residents.types import Acting

HERE = "/step-up/face"


@get(HERE, opt=access(signed_in, helper=OWN))
async def page(
    request: AnyRequest, db: Db, vault: VaultHere, browser: Here, acting: Who, now: Now, next: Next = HOME
) -> Response[Any]:
    """Consent, then the camera, then what came of it; once it has passed, back to the act that asked for it."""
    if not offers_face(request):
        raise NotThere
    found = await face_proof.handed(browser)
    wanted = same_site(next) if next != HOME or found is None else found.next
    if not (await identity_of(db, vault, acting.person)).id_number:
        return see_other(f"/me/identity?next={quote(wanted, safe='/')}")
    tried = await face_proof.tried_by(db, found, acting.person)
    if tried is not None and tried.state == "passed":
        return await passed(request, db, browser, acting, wanted, now)
    if tried is not None and is_waiting(tried, now):
        return show(request, "identity/reading.html", nav="me", step=step_of("face"), ways=[], href=HERE)
    if not await consents.has_consent(db, acting.person, step_of("face").consent):
        return show(
            request, "identity/consent.html", nav="me", step=step_of("face"), purpose=consents.purpose_of("face"),
            action=f"{HERE}/consent", fields={"next": wanted}, back=back_to(wanted),
        )  # fmt: skip
    await face_proof.keep(browser, tried.id if tried else None, wanted)
    return await camera(request, db, acting, tried, wanted, now)


def back_to(wanted: str) -> str:
    """The page with all ways to step up."""
    return f"/step-up/another-factor?next={quote(wanted, safe='/')}"


async def passed(
    request: AnyRequest, db: Connection, browser: Browser, acting: Acting, wanted: str, now: Now
) -> Response[Any]:
    """The session goes on under a new id; a script that only watches is told to load the page, so that the new id reaches it whole."""
    if "hx-request" in request.headers:
        return Response(None, status_code=204, headers={"HX-Redirect": HERE})
    proof = await face_proof.claim(db, browser, acting.person, now)
    return see_other(await complete_step_up(browser, wanted, proof) if proof else back_to(wanted))


async def camera(
    request: AnyRequest, db: Connection, acting: Acting, tried: ProofingAttempt | None, wanted: str, now: Now, refusal: Refusal | None = None
) -> Response[str]:  # fmt: skip
    """The page that takes the pictures; without script, a form with files."""
    made = await captures_of(request).challenge(acting.person)
    codes = ["too_late"] if tried and tried.state == "waiting" else list(tried.reasons) if tried else []
    return show(
        request, "identity/capture.html", nav="me", status=refusal.status if refusal else HTTPStatus.OK,
        step=step_of("face"), photos=photos("face", made), nonce=made.nonce, left=await attempts_left(db, acting.person, "face", now),
        findings=findings_of(codes), doubtful=bool(tried and tried.state == "doubtful"), action=HERE, ways=[], elsewhere=False,
        back=back_to(wanted), other_phone=False,
        errors=[{"text": refusal.sentence, "href": "#capture"}] if refusal else [],
    )  # fmt: skip


class AgreeingHere(FaceConsentForm):
    """The wording that the person saw, and where they go on."""

    next: Next = HOME


@post(f"{HERE}/consent", opt=access(signed_in, helper=OWN), status_code=HTTPStatus.OK)
async def agree(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[Any]:
    """I agree to the comparison, and go on with it."""
    form = await read_form(request, AgreeingHere)
    await consents.give_consent(db, acting.person, step_of("face").consent, now, seen=form.seen)
    return see_other(f"{HERE}?next={quote(same_site(form.next), safe='/')}")


@post(HERE, opt=access(signed_in, body=FILE, helper=OWN), status_code=HTTPStatus.OK)
async def hand_in(request: AnyRequest, db: Db, vault: VaultHere, browser: Here, acting: Who, now: Now) -> Response[Any]:
    """Accept the pictures; the worker compares them, and the page shows the result."""
    found, captures = await face_proof.handed(browser), captures_of(request)
    wanted = found.next if found else HOME
    if not offers_face(request) or not (await identity_of(db, vault, acting.person)).id_number:
        raise NotThere
    try:
        pictures = await pictures_of(request, captures, acting.person, "face")
        attempt = await proofing.submit_attempt(db, captures, vault, acting.person, "face", pictures, now)
    except Refusal as refusal:
        return await camera(
            request, db, acting, await face_proof.tried_by(db, found, acting.person), wanted, now, refusal
        )
    await face_proof.keep(browser, attempt, wanted)
    return see_other(HERE)


ROUTES = [page, agree, hand_in]
