"""The studio: the list, a service at a glance, from draft to live by two people, history and the way back."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.drafts.stops import current_stops, people_by_service
from backend.catalogue import versions
from backend.catalogue.drafting import filters, publish_draft, read_drafts
from backend.catalogue.reports.service import open_counts
from backend.catalogue.versions import DayPassed, NotReady
from backend.kit.clock import local_date
from backend.kit.problems import Refusal
from backend.kit.reasons import ReasonNeeded
from backend.kit.response_cache import CSP_SHOWING_OWN_FRAME
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, confirmed_staff, staff
from pwa.pages.studio import publishing
from pwa.pages.studio.listing import ResidentsSay, list_page, read_filter
from pwa.templates import form_again, page
from pwa.views.parts import FormError, field_error
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
PUBLISHERS = staff("publisher")
CONFIRMED = confirmed_staff("publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]
Words = FromQuery[Annotated[str, Meta(max_length=60)]]
Note = Annotated[str, Meta(max_length=1000)]
Day = Annotated[str, Meta(max_length=10)]


class ProposalForm(Struct, forbid_unknown_fields=True):
    """What changes for residents, from which day, and the version that the page showed."""

    seen: Annotated[int, Meta(ge=0, le=1_000_000)]
    says: Note = ""
    wanted_from: Day = ""
    closes_earlier: Literal["", "yes"] = ""


class ProposalNamed(Struct, forbid_unknown_fields=True):
    """Which proposal is taken back."""

    id: UUID


class SendBackForm(Struct, forbid_unknown_fields=True):
    """Which proposal is sent back, and what should change."""

    id: UUID
    says: Note = ""


class PublicationForm(Struct, forbid_unknown_fields=True):
    """Which content is approved, from which day ("" = at once)."""

    id: UUID
    digest: Annotated[str, Meta(max_length=64)]
    valid_from: Day = ""
    says: Note = ""


class RollbackForm(Struct, forbid_unknown_fields=True):
    """Which version to go back to, and why."""

    version: UUID
    says: Note = ""


class WithdrawalForm(Struct, forbid_unknown_fields=True):
    """Why an approved version shall not begin."""

    says: Note = ""


@get("/studio", opt=access(EDITORS))
async def services(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, q: Words = "", stage: Words = "",
    department: Words = "", needs: Words = "", start: FromQuery[int] = 0,
) -> Response[str]:  # fmt: skip
    """All services, narrowed to what the address says."""
    wanted = read_filter(q=q.strip(), stage=stage, department=department, needs=needs, start=max(start, 0))
    told = ResidentsSay(await open_counts(db), people_by_service(await current_stops(db, now)))
    view = list_page(
        await read_drafts.list_services(db, catalogue, now),
        wanted,
        staff.name,
        local_date(now),
        told,
        await filters.kept_by(db, staff),
    )
    return page(request, "studio/list.html", view, nav="studio", staff=staff)


@get("/studio/services/{code:str}", opt=access(EDITORS))
async def show(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str]:
    """One service: what is live, what is being written, what waits."""
    return page(
        request,
        "studio/service.html",
        await publishing.overview(db, catalogue, code, staff, now, await current_stops(db, now)),
        nav="studio",
        staff=staff,
    )


@get("/studio/services/{code:str}/proposal", opt=access(EDITORS))
async def checklist(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str]:
    """What is still to be mended, what changes, and the note for the second person."""
    opened = await read_drafts.open_draft(db, catalogue, code, "", staff, now)
    return page(
        request, "studio/proposal.html", publishing.proposal_page(opened, catalogue, now), nav="studio", staff=staff
    )


@post("/studio/services/{code:str}/proposal", opt=access(EDITORS, acts=("catalogue.proposed",)))
async def propose(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Redirect:
    """Lay the draft before a second person."""
    sent = await read_form(request, ProposalForm)
    try:
        day = day_or_none(sent.wanted_from)
        await publish_draft.propose(
            db,
            catalogue,
            code,
            seen=sent.seen,
            says=sent.says,
            wanted_from=day,
            staff=staff,
            now=now,
            closes_earlier=bool(sent.closes_earlier),
        )
    except (ReasonNeeded, DayPassed, NotReady) as refusal:
        opened = await read_drafts.open_draft(db, catalogue, code, "", staff, now)
        view = publishing.proposal_page(opened, catalogue, now, note=sent.says, wanted_from=sent.wanted_from)
        wrong = field_error(PLACE.get(type(refusal), "says"), refusal.sentence)
        return form_again(request, "studio/proposal.html", view, wrong, nav="studio", staff=staff)
    return see_other(f"/studio/services/{code}")


PLACE: dict[type[Refusal], str] = {DayPassed: "wanted_from", NotReady: "to-mend"}


def day_or_none(typed: str) -> date | None:
    """Read a day; "" is at once. Raises DayPassed for what is no day."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise DayPassed from None


@post("/studio/services/{code:str}/proposal/end", opt=access(EDITORS, acts=("catalogue.edited",)))
async def take_back(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Take a proposal back and go on writing."""
    sent = await read_form(request, ProposalNamed)
    await publish_draft.take_back(db, code, sent.id, staff, now)
    return see_other(f"/studio/services/{code}")


@get("/studio/services/{code:str}/review", opt=access(EDITORS))
async def review(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str]:
    """Old and new, side by side and field by field."""
    view = await publishing.review_page(db, catalogue, code, staff, now)
    response = page(request, "studio/review.html", view, nav="studio", staff=staff)
    response.headers["content-security-policy"] = CSP_SHOWING_OWN_FRAME
    return response


async def review_again(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: str, error: FormError
) -> Response[str]:
    """The page of the second person, with what stood in the way."""
    view = await publishing.review_page(db, catalogue, code, staff, now)
    return form_again(request, "studio/review.html", view, error, nav="studio", staff=staff)


@post("/studio/services/{code:str}/review/return", opt=access(PUBLISHERS, acts=("catalogue.sent_back",)))
async def send_back(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Redirect:
    """Send it back with what should change."""
    sent = await read_form(request, SendBackForm)
    try:
        await publish_draft.send_back(db, code, sent.id, sent.says, staff, now)
    except ReasonNeeded as refusal:
        return await review_again(request, db, catalogue, staff, now, code, field_error("says", refusal.sentence))
    return see_other(f"/studio/services/{code}")


@post("/studio/services/{code:str}/review/approval", opt=access(CONFIRMED, acts=("catalogue.published",)))
async def approve(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Redirect:
    """Publish it: another person than its writers, freshly signed in."""
    sent = await read_form(request, PublicationForm)
    try:
        await publish_draft.approve(
            db,
            catalogue,
            code,
            sent.id,
            seen=sent.digest,
            valid_from=day_or_none(sent.valid_from),
            says=sent.says,
            staff=staff,
            now=now,
        )
    except (DayPassed, NotReady) as refusal:
        return await review_again(request, db, catalogue, staff, now, code, field_error("valid_from", refusal.sentence))
    return see_other(f"/studio/services/{code}")


@get("/studio/services/{code:str}/history", opt=access(EDITORS))
async def history(
    request: AnyRequest,
    db: Db,
    catalogue: TheCatalogue,
    staff: StaffWho,
    now: Now,
    code: Code,
    older: Words = "",
    newer: Words = "",
) -> Response[str]:
    """Every version, who and why, and any two compared."""
    view = await publishing.history_page(db, catalogue, code, older, newer, now)
    return page(request, "studio/history.html", view, nav="studio", staff=staff)


@post("/studio/services/{code:str}/rollback", opt=access(EDITORS, acts=("catalogue.proposed",)))
async def roll_back(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Redirect:
    """Lay an earlier version before a second person; the draft that is being written stays."""
    sent = await read_form(request, RollbackForm)
    await publish_draft.propose_rollback(db, catalogue, code, sent.version, sent.says, staff, now)
    return see_other(f"/studio/services/{code}/review")


@post("/studio/services/{code:str}/versions/{id:uuid}/end", opt=access(PUBLISHERS, acts=("catalogue.withdrawn",)))
async def withdraw(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code, id: FromPath[UUID]) -> Redirect:
    """Take back an approved version that is not in force yet."""
    sent = await read_form(request, WithdrawalForm)
    await versions.withdraw(db, id, by=staff.signature, reason=sent.says, now=now)
    return see_other(f"/studio/services/{code}/history")


ROUTES = [services, show, checklist, propose, take_back, review, send_back, approve, history, roll_back, withdraw]
