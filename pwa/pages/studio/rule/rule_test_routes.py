"""The studio: one test case of a rule, edited fact by fact, or written from nothing."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta

from backend.catalogue.drafting import read_drafts, rule_cases, rule_draft
from backend.kit.body_limits import BodyLimit
from backend.kit.clock import local_date
from backend.kit.web import AnyRequest, Db, Now, cleaned, form_values, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.studio.rule.form import Inputs
from pwa.pages.studio.rule.rule_test_form import CaseTyped, blank_case, read_case_form
from pwa.pages.studio.rule.rule_test_page import case_named, case_page
from pwa.pages.studio.rule.script_answers import as_json, number_in, wants_json
from pwa.pages.studio.views import Autosaved
from pwa.templates import page
from pwa.views.condition_slots import one_text
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
EDIT = {"acts": ("catalogue.edited",)}
CASE_FORM = BodyLimit(100_000, fields=600)
Code = FromPath[Annotated[str, Meta(max_length=20)]]
Name = FromQuery[Annotated[str, Meta(max_length=200)]]
HERE = "/studio/services/{code:str}/rule/case"


@get(HERE, opt=access(EDITORS))
async def show(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code, name: Name = ""
) -> Response[str]:  # fmt: skip
    """One case; without a name, a blank one."""
    opened = await rule_draft.open_rule(db, catalogue, code, staff, now)
    case = rule_cases.case_in(opened.opened.content, name) if name else blank_case(local_date(now))
    return page(request, "studio/rule/case.html", case_page(opened, case, name), nav="studio", staff=staff)


@post(HERE, opt=access(EDITORS, body=CASE_FORM, **EDIT))
async def save(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Response[bytes] | Redirect:
    """Save a case as typed; with mistakes the page comes again and nothing is saved. A script saves under the same name only."""
    sent: Inputs = {name: cleaned(value) for name, value in (await form_values(request)).items()}
    script, was, seen = wants_json(request), one_text(sent, "was"), number_in(sent, "seen")
    content = await rule_draft.seen_content(db, await read_drafts.draft_of(db, code), seen)
    base = rule_cases.case_in(content, was) if was else blank_case(local_date(now))
    read = read_case_form({**sent, "name": was} if script else sent, base, rule_draft.dictionary_of(content))
    if script and (read.errors or not was):
        return as_json(list(read.errors.values()), 422)
    if read.errors:
        return await again(request, db, catalogue, staff, now, code, was, sent, read, 422)
    replaced = "" if one_text(sent, "act") == "copy" else was
    changed = rule_cases.with_case(content, replaced, read.case, read.expected)
    saved = await rule_draft.save_rule(db, code, seen, changed, staff, now)
    if script:
        return as_json(Autosaved(saved.version, len(saved.conflicts), []))
    if saved.conflicts:
        return await again(request, db, catalogue, staff, now, code, was, sent, read, 409)
    return see_other(f"/studio/services/{code}/rule#cases")


async def again(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: str, was: str, sent: Inputs, read: CaseTyped,
    status: int,
) -> Response[str]:  # fmt: skip
    """Show what was typed; at a conflict beside what the other editor saved, so that the next save decides."""
    opened = await rule_draft.open_rule(db, catalogue, code, staff, now)
    theirs = case_named(rule_draft.cases_of(opened.opened.content), was)
    view = case_page(
        opened, read.case, was if theirs else "", typed=sent, errors=read.errors, expected=read.expected,
        theirs=theirs if status == 409 else None,
    )  # fmt: skip
    return page(request, "studio/rule/case.html", view, status=status, nav="studio", staff=staff)


ROUTES = [show, save]
