"""Lint: references exist (code, department, related services, laws)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from backend.catalogue.laws import laws_named, read_laws
from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.lint.statuses import check_leads_to
from backend.catalogue.load import read_categories, read_departments
from backend.catalogue.types import Service
from backend.catalogue.vocabulary import ITEM_TYPES

CODE = re.compile(r"FT(?P<category>\d\d)(?P<type>\d\d)\d{3}")
CITED = re.compile(r"《([^》]*)》")  # book-title marks stand round real titles only
NUMBERED = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号|国务院令第?\d+号")
TO_COME = 60  # days before its review date a service is named to its editors


def check_references(service: Service, today: date) -> Iterator[LintFinding]:
    """Return broken references that show without the other services."""
    yield from _number(service)
    if service.department != "street" and service.department not in read_departments():
        yield LintFinding(("department",), f"没有“{service.department}”这个部门。")
    yield from _laws(service)
    left = (service.review_by - today).days
    if left < TO_COME:
        said = f"还有{left}天就到复核日期" if left >= 0 else f"复核日期过了{-left}天"
        yield LintFinding(("review_by",), f"{said}，请核对内容后改期。", advice=True)


def _number(service: Service) -> Iterator[LintFinding]:
    parts = CODE.fullmatch(service.code)
    if parts is None:
        yield LintFinding(("code",), "编号是 FT + 类别两位 + 类型两位 + 序号三位。")
        return
    if parts["type"] != ITEM_TYPES[service.item_type]:
        yield LintFinding(("item_type",), f"编号里的类型是{parts['type']}，和“{service.item_type}”不一致。")
    if category_key(service.code) is None:
        yield LintFinding(("code",), f"没有{parts['category']}这个类别。")


def category_key(code: str) -> str | None:
    """Return the category of a code by its two digits."""
    return next((c.key for c in read_categories() if f"{c.number:02d}" == code[2:4]), None)


def _laws(service: Service) -> Iterator[LintFinding]:
    allowed = laws_named()
    for index, basis in enumerate(service.legal):
        law = allowed.get(basis.name)
        if law is None or (law.title and law.number and law.number not in basis.article):
            yield LintFinding(
                ("legal", index, "name"), f"“{basis.name}”{basis.article}不在可以引用的法规里（laws.toml）。"
            )
    text = msgspec.json.encode(service).decode()
    known = {*allowed, *(law.number for law in read_laws())}
    for cited in {*CITED.findall(text), *NUMBERED.findall(text)} - known:
        yield LintFinding((), f"提到了“{cited}”，它不在可以引用的法规里（laws.toml）。")


def check_whole_catalogue(services: Mapping[str, Service]) -> Iterator[tuple[str, LintFinding]]:
    """Return findings that need all services, with the service concerned."""
    names = Counter(s.name for s in services.values())
    aliases = Counter(alias for s in services.values() for alias in set(s.aliases))
    for code, service in services.items():
        if names[service.name] > 1:
            yield code, LintFinding(("name",), f"另一个事项也叫“{service.name}”。")
        for index, alias in enumerate(service.aliases):
            if aliases[alias] > 1:
                yield code, LintFinding(("aliases", index), f"别的事项也叫“{alias}”，居民会选错。", advice=True)
        yield from ((code, finding) for finding in (*_related(service, services), *check_leads_to(service, services)))


def _related(service: Service, services: Mapping[str, Service]) -> Iterator[LintFinding]:
    for index, code in enumerate(service.related):
        at: Path = ("related", index)
        if code == service.code:
            yield LintFinding(at, "相关事项里写了自己。")
        elif code in service.related[:index]:
            yield LintFinding(at, f"“{code}”写了两次。")
        elif code not in services:
            yield LintFinding(at, f"没有“{code}”这个事项。")
