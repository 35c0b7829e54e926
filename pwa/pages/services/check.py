"""“能办吗”: anybody may try, signed in or not; what is typed is not kept, not logged and never in an address."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from backend.cases.drafts import form
from backend.cases.facts.gather import gather_facts
from backend.cases.grants import store as grants
from backend.cases.grants.own import with_own
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now, form_values
from backend.residents import service as residents
from backend.residents.disclosure import may_read
from backend.residents.guards import access, public, visitor_of
from backend.rules.decide import decide
from backend.rules.rule import Rule, in_force
from pwa.injected import InjectedServices
from pwa.pages.cases.questions import plain
from pwa.pages.services import questions
from pwa.pages.services.held import held_by_visitor
from pwa.pages.services.page_cache import TheCatalogue
from pwa.templates import page

Browser = NamedDependency[SkipValidation[Any]]  # auth's; only its token() is used
PROFILE = "profile"


def checkable(catalogue: TheCatalogue, code: str, on: date) -> tuple[Version, Rule]:
    """The service and its rule of today."""
    version = catalogue.get(code.upper())
    rule = in_force(version.rules, on) if version is not None and version.service.elsewhere is None else None
    if version is None or rule is None:
        raise NotThere
    return version, rule


@get("/services/{code:str}/check", opt=access(public))
async def ask(
    request: AnyRequest,
    catalogue: TheCatalogue,
    services: InjectedServices,
    now: Now,
    browser: Browser,
    code: FromPath[str],
) -> Response[str]:
    """The questions."""
    version, rule = checkable(catalogue, code, local_date(now))
    held = await held_by_visitor(request, services, version.service, now)
    return shown(request, version, rule, browser.token(), {}, {}, None, held)


@post("/services/{code:str}/check", opt=access(public), status_code=200)
async def see(
    request: AnyRequest,
    catalogue: TheCatalogue,
    services: InjectedServices,
    db: Db,
    now: Now,
    browser: Browser,
    code: FromPath[str],
) -> Response[str]:
    """The answer, from what was typed or from one's own profile."""
    today = local_date(now)
    version, rule = checkable(catalogue, code, today)
    sent, held = await form_values(request), await held_by_visitor(request, services, version.service, now)
    visitor = visitor_of(request)
    if sent.pop("use", "") == PROFILE and visitor.person is not None and may_read(visitor.assurance):
        later = dict.fromkeys(questions.told_later(rule), True)
        known = gather_facts((rule,), await residents.profile_facts_of(db, visitor.person), {}, now, later)
        facts = with_own(known, await grants.own_of(db, person=visitor.person), today)
        unasked = frozenset({"identity_verified", *later})
        answer = questions.told(decide((rule,), facts, today), unasked, from_profile=True)
        return shown(request, version, rule, browser.token(), {}, {}, answer, held)
    fields = questions.questions(rule)
    clean, errors = form.validate_page(fields, plain(sent, fields), {})
    if errors:
        return shown(request, version, rule, browser.token(), sent, errors, None, held)
    decision = decide((rule,), questions.facts(rule, clean, today), today)
    return shown(
        request,
        version,
        rule,
        browser.token(),
        sent,
        {},
        questions.told(decision, questions.unasked(rule), from_profile=False),
        held,
    )


def shown(
    request: AnyRequest,
    version: Version,
    rule: Rule,
    token: str,
    sent: dict[str, Any],
    errors: dict[str, str],
    answer: Any,
    held: dict[str, Any] | None,
) -> Response[str]:
    """The page: the answer if there is one, and the questions to change it."""
    fields, service = questions.questions(rule), version.service
    return page(
        request, "services/check.html", status=422 if errors else 200, nav="services", token=token, service=service,
        back=f"/services/{service.code}", step="", leave="", fields=fields, values=questions.boxes(fields, sent), mistakes=errors,
        answer=answer, held=held, later=questions.named_later(rule), signed_in=may_read(visitor_of(request).assurance),
        errors=[{"text": text, "href": f"#f-{key}"} for key, text in errors.items()],
    )  # fmt: skip


ROUTES = [ask, see]
