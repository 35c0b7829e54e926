"""The form of a draft, walked through by an editor: the residents' pages and checks, nothing stored; the answers travel in the page."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from backend.cases.answers import Answer
from backend.cases.drafts import form
from backend.cases.drafts.display import display_answer
from backend.catalogue.drafting.read_drafts import content_written
from backend.catalogue.types import FormField, RequiredMaterial, Service
from backend.kit.body_limits import BodyLimit
from backend.kit.problems import NotThere, NotUnderstood
from backend.kit.reading_mode import ReadingMode
from backend.kit.response_cache import CSP_USED_IN_OWN_FRAME
from backend.kit.web import AnyRequest, Db, form_values
from backend.residents.guards import StaffWho, access, staff
from pwa.templates import page
from pwa.views.form_values import Control, answers_sent, control_value
from pwa.views.parts import FormError, SummaryRow, field_errors
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]
MOST = 100_000  # bytes of the answers that travel in the page
ANSWERS, MODE = "_given", "_mode"
AnswersSoFar = dict[str, Answer]


class TrialPage(Struct, frozen=True, kw_only=True):
    """A page of the form on trial; without `fields` it is the end: what was answered and which papers would be asked for."""

    code: str
    service: str
    number: int
    pages: int
    heading: str
    fields: list[FormField]
    depends: frozenset[str]
    values: Mapping[str, Control]
    given: str
    mode: ReadingMode
    mistakes: Mapping[str, str] = {}
    errors: list[FormError] = []
    answered: list[SummaryRow] = []
    papers: list[RequiredMaterial] = []


def trial_page(
    code: str,
    service: Service,
    number: int,
    given: AnswersSoFar,
    mode: ReadingMode,
    mistakes: Mapping[str, str] | None = None,
) -> TrialPage:
    """Show the next page with a question to be asked, from `number` on; the end after the last one."""
    pages, wrong = form.sections(service), mistakes or {}
    for at, (heading, fields) in list(enumerate(pages, 1))[number - 1 :]:
        here = {field.key for field in fields}
        asked = [f for f in fields if (f.when and f.when.field in here) or form.applies(f, given, service.field)]
        if asked:
            return TrialPage(
                code=code, service=service.name, number=at, pages=len(pages), heading=heading if len(asked) > 1 else "", fields=asked,
                depends=frozenset(f.key for f in asked if f.when and f.when.field in here), given=encoded(given), mode=mode,
                values={f.key: control_value(f, given.get(f.key, "")) for f in asked}, mistakes=wrong, errors=field_errors(wrong),
            )  # fmt: skip
    answered = [SummaryRow(f.label, display_answer(f, given[f.key])) for f in service.field if given.get(f.key)]
    return TrialPage(
        code=code, service=service.name, number=len(pages) + 1, pages=len(pages), heading="", fields=[], depends=frozenset(), values={},
        given="", mode=mode, answered=answered, papers=list(service.material),
    )  # fmt: skip


def encoded(given: AnswersSoFar) -> str:
    """Encode the answers so far for a hidden field."""
    return msgspec.json.encode(given).decode()


def decoded(text: str, service: Service) -> AnswersSoFar:
    """Decode the answers so far, those of questions that the draft still has; raises NotUnderstood."""
    try:
        given = msgspec.json.decode(text or "{}", type=AnswersSoFar)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotUnderstood("fields", what=ANSWERS) from error
    keys = {field.key for field in service.field}
    return {key: answer for key, answer in given.items() if key in keys}


def answered_page(code: str, service: Service, number: int, sent: Mapping[str, Any]) -> TrialPage:
    """Check the answers of a page as a resident's are checked, and show the next one; raises NotThere, NotUnderstood."""
    mode: ReadingMode = "elder" if sent.get(MODE) == "elder" else "normal"
    given, pages = decoded(str(sent.get(ANSWERS, "")), service), form.sections(service)
    if not 1 <= number <= len(pages):
        raise NotThere
    fields = pages[number - 1][1]
    typed = answers_sent({name: value for name, value in sent.items() if name not in {ANSWERS, MODE}}, fields)
    clean, mistakes = form.validate_page(fields, typed, given, True, service.field)
    if mistakes:
        return trial_page(code, service, number, {**given, **typed}, mode, mistakes)
    kept = {key: answer for key, answer in given.items() if key not in {f.key for f in fields}}
    return trial_page(code, service, number + 1, {**kept, **clean}, mode)


def framed(request: AnyRequest, view: TrialPage, staff: Any) -> Response[str]:
    """Answer with a page that may stand in a frame of the studio."""
    status = 422 if view.errors else 200
    response = page(request, "cases/trial.html", view, status=status, nav="", staff=staff, mode=view.mode)
    response.headers["content-security-policy"] = CSP_USED_IN_OWN_FRAME
    return response


@get("/studio/services/{code:str}/trial", opt=access(EDITORS))
async def begin(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, code: Code,
    mode: FromQuery[ReadingMode] = "normal",
) -> Response[str]:  # fmt: skip
    """The first page of the form."""
    content, _ = await content_written(db, catalogue, code)
    return framed(request, trial_page(code, content.service, 1, {}, mode), staff)


@post("/studio/services/{code:str}/trial/{number:int}", status_code=200, opt=access(EDITORS, body=BodyLimit(2 * MOST)))
async def answer(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, code: Code, number: FromPath[int]
) -> Response[str]:
    """The page after this one, or this one with what is wrong; nothing is stored."""
    sent = await form_values(request)
    content, _ = await content_written(db, catalogue, code)
    return framed(request, answered_page(code, content.service, number, sent), staff)


ROUTES = [begin, answer]
