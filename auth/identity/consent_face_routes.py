"""Consent in person: the helper hands over the phone, the principal reads, and her face says that it is her."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from auth.identity import consent_face, store
from auth.identity.picture_form import frames
from auth.identity.routes import captures_of, offers_face, photos
from auth.identity.steps import findings_of, step_of
from auth.rendering import show
from backend.cases.consents import in_person
from backend.cases.consents.binding import ShownLine
from backend.cases.consents.in_person import InPerson
from backend.cases.services import CaseServices
from backend.delegation.acting import helped
from backend.kit.body_limits import FILE
from backend.kit.problems import NotThere, Refusal
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Now, read_form, see_other, short_transactions, the_form
from backend.residents import consents
from backend.residents.guards import Who, access, signed_in
from backend.residents.types import Acting

HERE = "/cases/{id:uuid}/consent-face"
ASKS = helped("consent.asked")
Account = FromQuery[Annotated[str, Meta(max_length=1)]]


class AgreeingInPerson(Struct, forbid_unknown_fields=True):
    """What she read: the digest of the submission, and the wording about her face."""

    said: Annotated[str, Meta(max_length=64)]
    seen: Annotated[str, Meta(max_length=20)]
    account: Annotated[str, Meta(max_length=1)] = ""


def services_of(request: AnyRequest) -> CaseServices:
    """The collaborators of cases."""
    found: CaseServices = request.app.state.services
    return found


async def handed_over(request: AnyRequest, acting: Acting, id: UUID, pick: str, now: datetime) -> InPerson:
    """What she reads; the bank register is asked between transactions."""
    moment, services = short_transactions(request), services_of(request)
    accounts = await in_person.accounts_of(moment, services, acting, id, now)
    async with moment() as db:
        return await in_person.handed_over(db, services, acting, id, accounts, pick, now)


@get(HERE, opt=access(signed_in, helper=ASKS))
async def page(request: AnyRequest, acting: Who, now: Now, id: FromPath[UUID], account: Account = "") -> Response[Any]:
    """What she reads on this phone, or how the comparison went."""
    if not offers_face(request):
        raise NotThere
    async with short_transactions(request)() as db:
        newest = await store.newest_consent_face(db, case_id=id, principal=acting.principal)
    if newest is not None and newest.helper == acting.person:
        if newest.state == "passed":
            return show(request, "identity/consent_face_done.html", nav="cases", case=id)
        if consent_face.is_waiting(newest, now):
            href = f"/cases/{id}/consent-face"
            return show(request, "identity/reading.html", nav="cases", step=step_of("face"), ways=[], href=href)
    shown = await handed_over(request, acting, id, account, now)
    tried = newest if newest is not None and newest.request == shown.looked.request.id else None
    return show(
        request, "identity/consent_face.html", nav="cases", case=id, digest=shown.digest, accounts=choices(shown), account=shown.picked, rows=rows(shown.answers),
        papers=rows(shown.looked.now.bound.shown_papers), service=shown.looked.now.service.name,
        helper=shown.looked.now.helper, purpose=consents.purpose_of(step_of("face").consent), words=shown.words.words.splitlines(),
        findings=findings_of(list(tried.reasons)) if tried else [], doubtful=bool(tried and tried.state == "doubtful"),
        void=bool(tried and tried.state == "void"),
    )  # fmt: skip


def choices(shown: InPerson) -> list[dict[str, str]]:
    """Her accounts for `ui.choice_field`."""
    return [{"value": one.key, "label": one.ending} for one in shown.accounts]


def rows(lines: tuple[ShownLine, ...]) -> list[dict[str, str]]:
    """Lines for `ui.summary_list`; nothing is changed here."""
    return [{"label": one.label, "value": one.value, "href": "", "source": ""} for one in lines]


@post(HERE, opt=access(signed_in, helper=ASKS), status_code=HTTPStatus.OK)
async def agree(request: AnyRequest, acting: Who, now: Now, id: FromPath[UUID]) -> Response[Any]:
    """She says yes to what she read, and goes on to the camera."""
    form = await read_form(request, AgreeingInPerson)
    shown = await handed_over(request, acting, id, form.account, now)
    consent_face.need_wording(form.seen)
    if not form.said or form.said != shown.digest:
        return see_other(f"/cases/{id}/consent-face")
    async with short_transactions(request)() as db:
        return await camera(request, db, acting, shown, form, now)


async def camera(
    request: AnyRequest, db: Connection, acting: Acting, shown: InPerson, form: AgreeingInPerson, now: Now, refusal: Refusal | None = None
) -> Response[str]:  # fmt: skip
    """The page that takes her pictures; without script, a form with files."""
    case, made = shown.looked.request.case_id, await captures_of(request).challenge(acting.principal)
    return show(
        request, "identity/capture.html", nav="cases", status=refusal.status if refusal else HTTPStatus.OK, step=step_of("face"),
        photos=photos("face", made), nonce=made.nonce, left=await consent_face.face_checks_left(db, acting.principal, now), findings=[],
        action=f"/cases/{case}/consent-face/pictures", ways=[], elsewhere=False, back=f"/cases/{case}/consent-face", other_phone=False,
        fields={"said": form.said, "seen": form.seen, "account": form.account},
        errors=[{"text": refusal.sentence, "href": "#capture"}] if refusal else [],
    )  # fmt: skip


@post(HERE + "/pictures", opt=access(signed_in, body=FILE, helper=ASKS), status_code=HTTPStatus.OK)
async def hand_in(request: AnyRequest, acting: Who, now: Now, id: FromPath[UUID]) -> Response[Any]:
    """Accept her pictures; the worker compares them, and her face submits."""
    if not offers_face(request):
        raise NotThere
    sent, captures, moment = await the_form(request), captures_of(request), short_transactions(request)
    form = msgspec.convert({key: str(sent.get(key, "")) for key in ("said", "seen", "account")}, AgreeingInPerson)
    shown = await handed_over(request, acting, id, form.account, now)
    try:
        pictures = await frames(request, captures, acting.principal)
        async with moment() as db:
            await consent_face.submit(db, captures, acting, shown, form.said, form.seen, pictures, now)
    except Refusal as refusal:
        async with moment() as db:
            return await camera(request, db, acting, shown, form, now, refusal)
    return see_other(f"/cases/{id}/consent-face")


ROUTES = [page, agree, hand_in]
