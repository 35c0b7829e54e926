"""Lint: references exist (code, department, related services, laws)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from backend.catalogue.laws import laws_named, read_laws
from backend.catalogue.lint.lint_finding import SAYS, LintFinding, Path
from backend.catalogue.lint.patterns import CITED, NUMBERED
from backend.catalogue.lint.statuses import check_leads_to
from backend.catalogue.load import read_categories, read_departments
from backend.catalogue.review import LONGEST, latest_review, risk
from backend.catalogue.types import Service
from backend.catalogue.vocabulary import ITEM_TYPES

CODE = re.compile(r"FT(?P<category>\d\d)(?P<type>\d\d)\d{3}")
TO_COME = 60  # days before its review date a service is named to its editors


def check_references(service: Service, today: date) -> Iterator[LintFinding]:
    """Return broken references that show without the other services."""
    yield from _number(service)
    if service.department != "street" and service.department not in read_departments():
        yield LintFinding(("department",), SAYS("department_unknown", key=service.department))
    yield from _laws(service)
    yield from _next_review(service)
    left = (service.review_by - today).days
    if left < TO_COME:
        said = SAYS("review_soon", days=left) if left >= 0 else SAYS("review_passed", days=-left)
        yield LintFinding(("review_by",), said, advice=True)


def _next_review(service: Service) -> Iterator[LintFinding]:
    latest = latest_review(service)
    if latest is None:
        yield LintFinding(("checked_on",), SAYS("never_checked"))
    elif service.review_by > latest:
        yield LintFinding(("review_by",), SAYS("review_too_late", days=LONGEST[risk(service)].days))


def _number(service: Service) -> Iterator[LintFinding]:
    parts = CODE.fullmatch(service.code)
    if parts is None:
        yield LintFinding(("code",), SAYS("code_shape"))
        return
    if parts["type"] != ITEM_TYPES[service.item_type]:
        yield LintFinding(("item_type",), SAYS("code_type", type=parts["type"], item_type=service.item_type))
    if category_key(service.code) is None:
        yield LintFinding(("code",), SAYS("category_unknown", category=parts["category"]))


def category_key(code: str) -> str | None:
    """Return the category of a code by its two digits."""
    return next((c.key for c in read_categories() if f"{c.number:02d}" == code[2:4]), None)


def _laws(service: Service) -> Iterator[LintFinding]:
    allowed = laws_named()
    for index, basis in enumerate(service.legal):
        law = allowed.get(basis.name)
        if law is None or (law.title and law.number and law.number not in basis.article):
            yield LintFinding(("legal", index, "name"), SAYS("law_unknown", name=basis.name, article=basis.article))
    text = msgspec.json.encode(service).decode()
    known = {*allowed, *(law.number for law in read_laws())}
    for cited in {*CITED.findall(text), *NUMBERED.findall(text)} - known:
        yield LintFinding((), SAYS("law_cited", cited=cited))


def check_whole_catalogue(services: Mapping[str, Service]) -> Iterator[tuple[str, LintFinding]]:
    """Return findings that need all services, with the service concerned."""
    names = Counter(s.name for s in services.values())
    aliases = Counter(alias for s in services.values() for alias in set(s.aliases))
    for code, service in services.items():
        if names[service.name] > 1:
            yield code, LintFinding(("name",), SAYS("name_taken", name=service.name))
        for index, alias in enumerate(service.aliases):
            if aliases[alias] > 1:
                yield code, LintFinding(("aliases", index), SAYS("alias_taken", alias=alias), advice=True)
        yield from ((code, finding) for finding in (*_related(service, services), *check_leads_to(service, services)))


def _related(service: Service, services: Mapping[str, Service]) -> Iterator[LintFinding]:
    for index, code in enumerate(service.related):
        at: Path = ("related", index)
        if code == service.code:
            yield LintFinding(at, SAYS("related_itself"))
        elif code in service.related[:index]:
            yield LintFinding(at, SAYS("related_twice", code=code))
        elif code not in services:
            yield LintFinding(at, SAYS("related_unknown", code=code))
