"""The editors' studio: what a rule does to the district on a day, and what a draft of it would change. Counts, never people."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation
from msgspec import Meta, Struct

from backend.cases.services import CaseServices
from backend.catalogue.effects import SAYS, Effects, StepUp, demand, effects_of
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.kit.crypto import eldest
from backend.kit.problems import NotThere
from backend.kit.request_body import RULES
from backend.kit.web import AnyRequest, Db, Now, read_form, the_file
from backend.population.disclosure_control import Shown
from backend.population.impact import effect, impact_counts
from backend.population.replica import Keeper, StillLoading
from backend.population.rule_versions import read_draft, shipped_rule_text, version_on
from backend.residents.guards import StaffWho, access, staff
from backend.rules.rule import Rule, in_force
from pwa.injected import InjectedServices
from pwa.templates import page

ThePopulation = NamedDependency[SkipValidation[Keeper]]
EDITORS = staff("editor", "publisher")
LONGEST = 200_000  # characters of a rule file; the longest shipped has a tenth of that
FIRST = date(2000, 1, 1)
YEARS_AHEAD = 10
Typed = FromQuery[Annotated[str, Meta(max_length=20)]]


class Tried(Struct, forbid_unknown_fields=True):
    """A draft to be tried on a day: written into the page, or in a file."""

    on: Annotated[str, Meta(max_length=20)] = ""
    draft: Annotated[str, Meta(max_length=LONGEST)] = ""
    file: Any = None


@get("/studio/impact", opt=access(EDITORS))
async def choose(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, population: ThePopulation, now: Now
) -> Response[str]:
    """The services that have rules."""
    population.start()  # an editor is here: fetch the residents while they choose
    today = local_date(now)
    found = [
        {"code": code, "name": version.service.name, "since": rule.valid_from}
        for code, version in sorted(services.catalogue.in_force.items()) if (rule := in_force(version.rules, today)) is not None
    ]  # fmt: skip
    return page(request, "studio/choose.html", nav="impact", staff=staff, services=found)


@get("/studio/impact/{code:str}", opt=access(EDITORS))
async def show(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, population: ThePopulation, now: Now,
    code: FromPath[str], on: Typed = "",
) -> Response[str]:  # fmt: skip
    """What the rules of one service come to on a day."""
    day, errors = read_day(on, now)
    version = await known(db, services, code, day)
    shown = Shown(eldest(services.vault.hash_keys).secret)
    try:
        found = await population.ask(partial(impact_counts, rules=version.rules, on=day, shown=shown))
    except StillLoading:
        found = None
    return told(request, staff, version, day, errors=errors, picture=found, loading=found is None)


@post("/studio/impact/{code:str}", opt=access(EDITORS, body=RULES))
async def attempt(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    services: InjectedServices,
    population: ThePopulation,
    now: Now,
    code: FromPath[str],
) -> Response[str]:
    """What a draft would change; nothing is kept."""
    sent = await read_form(request, Tried)
    day, errors = read_day(sent.on, now)
    version = await known(db, services, code, day)
    text, wrong = await draft_of(request, sent)
    rules, mistakes = read_draft(text, code) if not wrong else ((), ())
    errors += wrong + [{"text": f"第{one.line}行 {one.path}：{one.says}", "href": "#f-draft"} for one in mistakes]
    if errors:
        return told(request, staff, version, day, status=422, errors=errors, draft=text, mistakes=mistakes)
    shown = Shown(eldest(services.vault.hash_keys).secret)
    try:
        found = await population.ask(partial(effect, old=version.rules, new=rules, on=day, shown=shown))
    except StillLoading:
        return told(request, staff, version, day, status=503, draft=text, loading=True)
    return told(request, staff, version, day, draft=text, effect=found)


def read_day(typed: str, now: datetime) -> tuple[date, list[dict[str, str]]]:
    """The day asked about, today where none is given; a day that can't be meant is told."""
    today = local_date(now)
    if not typed:
        return today, []
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, [{"text": "日期看不懂，请写成 2026-11-23 这样。下面是今天的。", "href": "#f-on"}]
    if not FIRST <= day <= today.replace(year=today.year + YEARS_AHEAD, day=1):
        return today, [
            {"text": f"只能看2000年到{today.year + YEARS_AHEAD}年之间的日期。下面是今天的。", "href": "#f-on"}
        ]
    return day, []


async def known(db: Any, services: CaseServices, code: str, day: date) -> Version:
    """The version of that day, or the one in force now; a service that has no rules is not here."""
    version = await version_on(db, services.catalogue, code, day) or services.catalogue.get(code)
    if version is None or not version.rules:
        raise NotThere
    return version


async def draft_of(request: AnyRequest, sent: Tried) -> tuple[str, list[dict[str, str]]]:
    """The draft as text: the file where one was chosen, else what was written."""
    file = await the_file(request, "file")
    if file is None or not file.filename:
        text = sent.draft
    else:
        raw = await file.read(LONGEST * 4)
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            return sent.draft, [{"text": "这个文件不是文本（UTF-8）。请选规则文件（.toml）。", "href": "#f-file"}]
        if len(text) > LONGEST:
            return sent.draft, [{"text": "这个文件太大，不像规则文件。请检查一下选的是哪个。", "href": "#f-file"}]
    wrong = [] if text.strip() else [{"text": "请写上规则草稿，或者选一个规则文件。", "href": "#f-draft"}]
    return text, wrong


def told(
    request: AnyRequest, staff: Any, version: Version, day: date, *, status: int = 200, draft: str = "", **more: Any
) -> Response[str]:
    """The page; a draft begins with the rule file that is in force."""
    rule: Rule | None = in_force(version.rules, day)
    given = {"errors": [], "mistakes": (), "picture": None, "effect": None, "loading": False, **more}
    return page(
        request, "studio/impact.html", status=status, nav="impact", staff=staff, service=version.service, rule=rule, on=day,
        effects=described(effects_of(version.service)),
        draft=draft or shipped_rule_text(version.service.code, version.rules), **given,
    )  # fmt: skip


def described(effects: Effects) -> list[str]:
    """What a service does and what that demands, in words for editors."""
    if not effects:
        return [SAYS["none"]]
    return [*(text for effect, text in SAYS.items() if effect in effects), PROOF_SAYS[demand(effects).step_up]]


PROOF_SAYS: dict[StepUp, str] = {
    "none": "", "fresh": "机器批准要核实过是本人，提交时要重新确认；钱或联系方式换到别处的，要换一种办法确认",
    "another_factor": "机器批准要核实过是本人，提交时要换一种办法确认",
}  # fmt: skip


ROUTES = [choose, show, attempt]
