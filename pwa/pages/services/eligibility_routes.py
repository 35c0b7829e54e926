"""Eligibility check (“能办吗”), for everybody; what is typed is not kept, not logged and never in an address."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from msgspec import Struct
from msgspec.structs import replace

from backend.cases.drafts import form
from backend.catalogue.published import Version
from backend.catalogue.types import FormField, Service
from backend.kit.clock import local_date
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now, form_values
from backend.residents.disclosure import may_read
from backend.residents.guards import access, public, visitor_of
from backend.rules.rule import Rule, in_force
from pwa.injected import InjectedServices
from pwa.pages.services import questions
from pwa.pages.services.eligibility import Eligibility, from_answers, from_profile
from pwa.pages.services.existing_grant import existing_grant_of_visitor
from pwa.templates import page
from pwa.views.form_values import Control, answers_sent, control_value
from pwa.views.grants import ExistingGrantNotice
from pwa.views.parts import FormError, field_errors
from pwa.views.public_pages import TheCatalogue

Browser = NamedDependency[SkipValidation[Any]]  # auth's; only its token() is used
PROFILE = "profile"


class CheckPage(Struct, frozen=True, kw_only=True):
    """The questions and, once asked, the answer. `later`: conditions that are only checked when applying."""

    service: Service
    back: str
    fields: tuple[FormField, ...]
    later: list[str]
    signed_in: bool
    existing_grant: ExistingGrantNotice | None
    values: Mapping[str, Control] = {}
    mistakes: Mapping[str, str] = {}
    errors: list[FormError] = []
    answer: Eligibility | None = None
    step: str = ""
    leave: str = ""


def checkable(catalogue: TheCatalogue, code: str, on: date) -> tuple[Version, Rule]:
    """Find a service and its rule of this day; raises NotThere where there is no rule to check."""
    version = catalogue.get(code.upper())
    rule = in_force(version.rules, on) if version is not None and version.service.applied_here else None
    if version is None or rule is None:
        raise NotThere
    return version, rule


def questions_page(
    version: Version, rule: Rule, existing_grant: ExistingGrantNotice | None, *, signed_in: bool
) -> CheckPage:
    """The page before anything was answered."""
    return CheckPage(
        service=version.service, back=f"/services/{version.service.code}", fields=questions.questions(rule),
        later=questions.named_later(rule), signed_in=signed_in, existing_grant=existing_grant,
    )  # fmt: skip


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
    existing_grant = await existing_grant_of_visitor(request, services, version.service, now)
    view = questions_page(version, rule, existing_grant, signed_in=may_read(visitor_of(request).assurance))
    return page(request, "services/check.html", view, nav="services", token=browser.token())


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
    version, rule = checkable(catalogue, code, local_date(now))
    sent, existing_grant = (
        await form_values(request),
        await existing_grant_of_visitor(request, services, version.service, now),
    )
    visitor = visitor_of(request)
    view = questions_page(version, rule, existing_grant, signed_in=may_read(visitor.assurance))
    if sent.pop("use", "") == PROFILE and visitor.person is not None and view.signed_in:
        view = replace(view, answer=await from_profile(db, rule, visitor.person, now))
    else:
        view = answered(view, rule, sent, local_date(now))
    status = 422 if view.mistakes else 200
    return page(request, "services/check.html", view, status=status, nav="services", token=browser.token())


def answered(view: CheckPage, rule: Rule, sent: Mapping[str, Any], today: date) -> CheckPage:
    """The page with the answer to what was typed, or with the mistakes in it; what was typed stays."""
    typed = answers_sent(sent, view.fields)
    clean, mistakes = form.validate_page(view.fields, typed, {})
    values = {f.key: control_value(f, typed.get(f.key, "")) for f in view.fields}
    answer = None if mistakes else from_answers(rule, clean, today)
    return replace(view, values=values, mistakes=mistakes, errors=field_errors(mistakes), answer=answer)


ROUTES = [ask, see]
