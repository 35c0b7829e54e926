"""Lint: no text names an authority as it was called before, and no material asks for a paper that a law has abolished."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import msgspec

from backend.catalogue.laws import laws_by_id
from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.lint.patterns import FORMER_WORDS
from backend.catalogue.lint.wording import OWN_WORDS, texts
from backend.catalogue.load import HERE, read_departments, tables_of
from backend.catalogue.service_part import ServicePart
from backend.catalogue.tables.overlay import forgets
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
FORMER_NAME, ABOLISHED_PAPER = (_messages.take(f"outdated.{key}") for key in ("former-name", "abolished-paper"))


class AbolishedPaper(ServicePart, frozen=True, kw_only=True):
    """Paper that a law has abolished, for some services or for all."""

    name: str
    services: tuple[str, ...] = ()
    since: date
    law: str


@cache
def abolished_papers() -> tuple[AbolishedPaper, ...]:
    """Return the papers that no service may ask for any more."""
    text = (HERE / "abolished_papers.toml").read_text("utf-8")
    return msgspec.convert(tables_of(text)["paper"], tuple[AbolishedPaper, ...])


@forgets
@cache
def former_names() -> Mapping[str, str]:
    """Return today's names of departments by the former ones, full or as people say them."""
    return FORMER_WORDS | {d.former_name: d.name for d in read_departments().values() if d.former_name}


def check_outdated(service: Service) -> Iterator[LintFinding]:
    """Return former names and abolished papers in one service."""
    text = msgspec.json.encode(service).decode()
    for former, today in former_names().items():
        if former in text:
            places = (
                path
                for path, said in texts(msgspec.to_builtins(service))
                if former in said and path[0] not in OWN_WORDS
            )
            yield from (
                LintFinding(at, FORMER_NAME(Audience.OFFICER, former=former, today=today).text) for at in places
            )
    for index, material in enumerate(service.material):
        for paper in abolished_papers():
            if paper.name in material.name and (not paper.services or service.code in paper.services):
                says = ABOLISHED_PAPER(
                    Audience.OFFICER, paper=paper.name, since=paper.since, law=laws_by_id()[paper.law].label
                )
                yield LintFinding(("material", index, "name"), says.text)
