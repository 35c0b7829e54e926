"""The editors' studio: what a rule does to the district on a day, and what a draft of it would change. Counts, never people."""

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct
from msgspec.structs import replace

from backend.kit.body_limits import RULES
from backend.kit.web import AnyRequest, Db, Now, read_form
from backend.population.disclosure_control import DisclosureRule
from backend.population.rule_versions import read_draft
from backend.residents.guards import StaffWho, access
from pwa.injected import InjectedServices
from pwa.pages.studio import (
    audience_routes,
    bulk_routes,
    comment_routes,
    flow_routes,
    import_routes,
    part_routes,
    publishing_routes,
    report_routes,
    small_fix_routes,
)
from pwa.pages.studio.audience_routes import EDITORS, ThePopulation
from pwa.pages.studio.finding import routes as finding_routes
from pwa.pages.studio.impact import effect_of, impact_page, picture_of, ruled_services, version_of
from pwa.pages.studio.impact_form import DRAFT, LONGEST, read_day, read_draft_text
from pwa.pages.studio.rule import article_routes, replay_routes, rule_test_routes
from pwa.pages.studio.rule import routes as rule_routes
from pwa.pages.studio.tables import routes as table_routes
from pwa.templates import page
from pwa.views.parts import field_error

Typed = FromQuery[Annotated[str, Meta(max_length=20)]]


class DraftToTry(Struct, forbid_unknown_fields=True):
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
    found = ruled_services(services.catalogue, now)
    return page(request, "studio/choose.html", nav="impact", staff=staff, services=found)


@get("/studio/impact/{code:str}", opt=access(EDITORS))
async def show(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, population: ThePopulation, now: Now,
    code: FromPath[str], on: Typed = "",
) -> Response[str]:  # fmt: skip
    """What the rules of one service come to on a day."""
    day, errors = read_day(on, now)
    version = await version_of(db, services.catalogue, code, day)
    found = await picture_of(population, version, day, DisclosureRule.of(services.vault))
    view = replace(impact_page(version, day), errors=errors, picture=found, loading=found is None)
    return page(request, "studio/impact.html", view, nav="impact", staff=staff)


@post("/studio/impact/{code:str}", opt=access(EDITORS, body=RULES))
async def attempt(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, population: ThePopulation, now: Now, code: FromPath[str]
) -> Response[str]:  # fmt: skip
    """What a draft would change; nothing is kept."""
    sent = await read_form(request, DraftToTry)
    day, errors = read_day(sent.on, now)
    version = await version_of(db, services.catalogue, code, day)
    text, wrong = await read_draft_text(request, sent.draft)
    rules, mistakes = read_draft(text, code) if not wrong else ((), ())
    errors += [
        *wrong,
        *(field_error("draft", DRAFT("mistake", line=one.line, path=one.path, says=one.says)) for one in mistakes),
    ]
    view = replace(impact_page(version, day, text), errors=errors, mistakes=mistakes)
    if errors:
        return page(request, "studio/impact.html", view, status=422, nav="impact", staff=staff)
    found = await effect_of(population, version, rules, day, DisclosureRule.of(services.vault))
    view = replace(view, effect=found, loading=found is None)
    return page(request, "studio/impact.html", view, status=200 if found else 503, nav="impact", staff=staff)


ROUTES = [
    choose, show, attempt, *audience_routes.ROUTES, *part_routes.ROUTES, *publishing_routes.ROUTES,
    *report_routes.ROUTES, *rule_routes.ROUTES, *rule_test_routes.ROUTES, *replay_routes.ROUTES, *article_routes.ROUTES,
    *small_fix_routes.ROUTES, *finding_routes.ROUTES,
    *import_routes.ROUTES, *flow_routes.ROUTES, *bulk_routes.ROUTES, *comment_routes.ROUTES, *table_routes.ROUTES,
]  # fmt: skip
