"""The studio: the rule of a service as a table: rows and grants, dated versions, cases."""

from datetime import date
from functools import partial
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct
from msgspec.structs import replace

from backend.catalogue.drafting import read_drafts, rule_announcements, rule_cases, rule_draft, save_draft
from backend.catalogue.drafting.presence import also_there
from backend.catalogue.drafting.rule_announcements import SentenceUnfit
from backend.catalogue.drafting.rule_cases import WantedOutcome
from backend.catalogue.drafting.rule_draft import DayTaken, RuleOpened
from backend.catalogue.drafting.service_parts import RULE
from backend.catalogue.drafting.types import Saved
from backend.catalogue.lint.announcements import FEWEST, MOST
from backend.kit.body_limits import BodyLimit
from backend.kit.clock import local_date
from backend.kit.web import TOKEN_FIELD, AnyRequest, Db, Now, Redis, cleaned, form_values, read_form, see_other
from backend.population.disclosure_control import DisclosureRule
from backend.residents.guards import StaffWho, access, staff
from backend.rules.bounds import FINAL_DAY, FIRST_DAY
from backend.rules.rule import Rule
from pwa.injected import InjectedServices
from pwa.pages.studio.audience_routes import ThePopulation
from pwa.pages.studio.rule.form import (
    Errors,
    Inputs,
    expanded,
    only_adds,
    read_rule_form,
    rule_inputs,
    without_additions,
)
from pwa.pages.studio.rule.population_impact import effect_for
from pwa.pages.studio.rule.script_answers import as_json, number_in, wants_json
from pwa.pages.studio.rule.views import RulePage, both_versions, rule_page
from pwa.pages.studio.views import Autosaved
from pwa.templates import page
from pwa.views.parts import field_error
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
EDIT = {"acts": ("catalogue.edited",)}
RULE_FORM = BodyLimit(400_000, fields=2500)
Code = FromPath[Annotated[str, Meta(max_length=20)]]
Seen = Annotated[int, Meta(ge=0, le=1_000_000)]
Day = Annotated[str, Meta(max_length=10)]
Line = Annotated[str, Meta(max_length=200)]
Names = list[Annotated[str, Meta(max_length=200)]] | Annotated[str, Meta(max_length=200)]
LATEST = -1
NOT_A_FIELD = {"seen", "at", "act", TOKEN_FIELD}


class VersionForm(Struct, forbid_unknown_fields=True):
    """From which day a new version holds, and where that was read."""

    first: Day
    source: Line = ""


class FirstRuleForm(Struct, forbid_unknown_fields=True):
    """A rule from nothing: from which day, on what basis."""

    first: Day
    basis: Line


class AnnouncementForm(Struct, forbid_unknown_fields=True):
    """How many days before somebody is told."""

    days: Annotated[int, Meta(ge=FEWEST, le=MOST)]


class AmountMessageForm(Struct, forbid_unknown_fields=True):
    """What holders of a running grant are told about another amount."""

    says: Line = ""


class CasesForm(Struct, forbid_unknown_fields=True):
    """Cases that are taken over, removed, or whose result is accepted, by name: the result that the page of version `seen` showed."""

    seen: Seen
    add: Names = ""
    gone: Names = ""
    accept: Names = ""
    sample: Annotated[str, Meta(max_length=60)] = ""
    on: Day = ""
    expect: WantedOutcome = "now"


class UndoForm(Struct, forbid_unknown_fields=True):
    """Which version the page showed."""

    at: Annotated[int, Meta(ge=0, le=1000)] = 0


@get("/studio/services/{code:str}/rule", opt=access(EDITORS))
async def show(
    request: AnyRequest, db: Db, redis: Redis, services: InjectedServices, population: ThePopulation, staff: StaffWho, now: Now,
    code: Code, version: FromQuery[int] = LATEST,
) -> Response[str]:  # fmt: skip
    """The rule of a draft: the latest version, or the one asked for, and what it means for everybody."""
    opened = await rule_draft.open_rule(db, services.catalogue, code, staff, now)
    view = rule_page(opened, shown_version(opened, version), local_date(now))
    effect = await effect_for(population, services.catalogue, opened, view.at, DisclosureRule.of(services.vault), now)
    there = await also_there(redis, code, RULE, staff, now)
    return answer(request, staff, replace(view, impact=effect, others=list(dict.fromkeys((*view.others, *there)))))


def shown_version(opened: RuleOpened, asked: int) -> int:
    """Return the version to show; the latest where none or one that isn't there was asked for."""
    rules = opened.rules
    if 0 <= asked < len(rules):
        return asked
    return max(range(len(rules)), key=lambda n: rules[n].valid_from, default=0)


def answer(request: AnyRequest, staff: StaffWho, view: RulePage, status: int = 200) -> Response[str]:
    """Answer with the page."""
    return page(request, "studio/rule/table.html", view, status=status, nav="studio", staff=staff)


@post("/studio/services/{code:str}/rule", opt=access(EDITORS, body=RULE_FORM, **EDIT))
async def save(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Response[bytes] | Redirect:
    """Save a version of the rule as typed; with mistakes, or with a row that is only added, the page comes again and nothing is saved.

    A script that saves while the editor types gets JSON; rows are added by a button only.
    """
    sent: Inputs = {name: cleaned(value) for name, value in (await form_values(request)).items()}
    script = wants_json(request)
    seen, at = number_in(sent, "seen"), number_in(sent, "at")
    content = await rule_draft.seen_content(db, await read_drafts.draft_of(db, code), seen)
    base, words = rule_draft.version_at(content, at), rule_draft.dictionary_of(content)
    given = {name: value for name, value in sent.items() if name not in NOT_A_FIELD}
    typed = without_additions(given) if script else expanded(given, words)
    read = read_rule_form(typed, base, words)
    if script and read.errors:
        return as_json([error.says for error in read.errors.values()], 422)
    if read.errors or only_adds(sent):
        return await again(request, db, catalogue, staff, now, code, at, typed, {} if only_adds(sent) else read.errors)
    saved = await rule_draft.save_rule(db, code, seen, rule_draft.with_version(content, at, read.rule), staff, now)
    if script:
        return as_json(Autosaved(saved.version, len(saved.conflicts), []))
    if saved.conflicts:
        return await both(request, db, catalogue, staff, now, code, at, saved)
    return see_other(f"/studio/services/{code}/rule?version={at}")


async def again(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: str, at: int, typed: Inputs, errors: Errors,
) -> Response[str]:  # fmt: skip
    """Show what was typed and isn't saved."""
    opened = await rule_draft.open_rule(db, catalogue, code, staff, now)
    view = rule_page(opened, min(at, len(opened.rules) - 1), local_date(now), typed=typed, errors=errors)
    return answer(request, staff, view, 422 if errors else 200)


async def both(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: str, at: int, saved: Saved
) -> Response[str]:  # fmt: skip
    """Show what two editors wrote at the same place; the table has this editor's, so that the next save decides."""
    opened = await rule_draft.open_rule(db, catalogue, code, staff, now)
    mine = msgspec.convert(saved.wanted.get("rules", ()), tuple[Rule, ...]) or opened.rules
    at = min(at, len(mine) - 1)
    view = rule_page(
        opened, at, local_date(now), typed=rule_inputs(mine[at]), conflicts=both_versions(opened.rules, mine)
    )
    return answer(request, staff, view, 409)


@post("/studio/services/{code:str}/rule/versions", opt=access(EDITORS, **EDIT))
async def begin_version(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Redirect:
    """Begin a new version from a day on; it says the same as the one before until it is edited."""
    sent = await read_form(request, VersionForm)
    first = day_of(sent.first)
    try:
        if first is None:
            raise DayTaken
        changed = await rule_draft.apply(
            db, code, partial(rule_draft.dated_version, first=first, source=sent.source), staff, now
        )
    except DayTaken as refusal:
        opened = await rule_draft.open_rule(db, catalogue, code, staff, now)
        view = rule_page(opened, shown_version(opened, LATEST), local_date(now))
        error = field_error("first", refusal.sentence)
        return answer(request, staff, replace(view, errors=[error], wrong={"first": error.text}), 422)
    return see_other(f"/studio/services/{code}/rule?version={len(changed.rules) - 1}")


def day_of(text: str) -> date | None:
    """Read a day; None for what is none, or is too far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= FINAL_DAY else None


@post("/studio/services/{code:str}/rule/start", opt=access(EDITORS, **EDIT))
async def start(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Begin a rule for a service that has none."""
    sent = await read_form(request, FirstRuleForm)
    begun = partial(rule_draft.first_rule, first=day_of(sent.first) or local_date(now), basis=sent.basis)
    await rule_draft.apply(db, code, begun, staff, now)
    return see_other(f"/studio/services/{code}/rule")


@post("/studio/services/{code:str}/rule/cases", opt=access(EDITORS, body=RULE_FORM, **EDIT))
async def change_cases(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Take over proposed cases, remove some, accept what the rule says now in others."""
    sent = await read_form(request, CasesForm)
    content = await rule_draft.seen_content(db, await read_drafts.draft_of(db, code), sent.seen)
    today = local_date(now)
    new = rule_cases.sample_case(content, sent.sample, day_of(sent.on) or today, sent.expect) if sent.sample else None
    changed = rule_cases.with_cases(
        content, today, add=listed(sent.add), gone=listed(sent.gone), accept=listed(sent.accept), new=new
    )
    await rule_draft.save_whole(db, code, sent.seen, changed, staff, now)
    return see_other(f"/studio/services/{code}/rule#cases")


def listed(names: Names) -> list[str]:
    """Return the names that were ticked."""
    return [names] if isinstance(names, str) else names


@post("/studio/services/{code:str}/rule/announcement", opt=access(EDITORS, **EDIT))
async def announce(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Prepare the message to those whom the rule begins to fit."""
    sent = await read_form(request, AnnouncementForm)
    await rule_announcements.announce(db, code, sent.days, staff, now)
    return see_other(f"/studio/services/{code}/rule#told")


@post("/studio/services/{code:str}/rule/amount-message", opt=access(EDITORS, **EDIT))
async def announce_amount(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Redirect:
    """Prepare or reword what holders of a running grant are told about another amount."""
    sent = await read_form(request, AmountMessageForm)
    try:
        await rule_announcements.announce_amount(db, code, sent.says, staff, now)
    except SentenceUnfit as refusal:
        opened = await rule_draft.open_rule(db, catalogue, code, staff, now)
        view = rule_page(opened, shown_version(opened, LATEST), local_date(now))
        error = field_error("says", refusal.sentence)
        told = replace(view.amount, says=sent.says) if view.amount else None
        return answer(request, staff, replace(view, errors=[error], wrong={"says": error.text}, amount=told), 422)
    return see_other(f"/studio/services/{code}/rule#told")


@post("/studio/services/{code:str}/rule/undo", opt=access(EDITORS, **EDIT))
async def undo(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Take back one's own last change of the rule."""
    sent = await read_form(request, UndoForm)
    await save_draft.undo(db, code, RULE, staff, now)
    return see_other(f"/studio/services/{code}/rule?version={sent.at}")


ROUTES = [show, save, begin_version, start, change_cases, announce, announce_amount, undo]
