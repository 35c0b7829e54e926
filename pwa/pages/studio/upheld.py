"""Reviews that turned a decision, as rows with the way to the field that owns it. Pure."""

from collections.abc import Iterable

from msgspec import Struct

from backend.cases.decisions.upheld_reviews import Turned, TurnedDecisions
from backend.catalogue.drafting.service_parts import RULE
from backend.catalogue.published import PublishedCatalogue, Version
from backend.kit.messages.render import Messages
from backend.rules.explain import requirement_sentence
from pwa.pages.studio.input_labels import OTHER_PARTS, PART_NAMES

TURNED = Messages.beside(__file__).words("TURNED", Turned)


class UpheldRow(Struct, frozen=True, kw_only=True):
    """What reviews turned in a service; `count`: None is fewer than may be told."""

    code: str
    name: str
    was: str
    about: str
    count: int | None
    part: str
    part_name: str
    input: str


def upheld_rows(catalogue: PublishedCatalogue, turned: Iterable[TurnedDecisions]) -> list[UpheldRow]:
    """Show each with the part of the service that it is mended in."""
    return [upheld_row(catalogue.get(one.service), one) for one in turned]


def upheld_row(live: Version | None, one: TurnedDecisions) -> UpheldRow:
    """Show one."""
    part, input, about = owner_of(live, one)
    return UpheldRow(
        code=one.service, name=live.service.name if live else one.service, was=TURNED[one.was], about=about, count=one.people,
        part=part, part_name=PART_NAMES.get(part) or OTHER_PARTS.get(part, ""), input=input,
    )  # fmt: skip


def owner_of(live: Version | None, one: TurnedDecisions) -> tuple[str, str, str]:
    """Return part, input and words of what a review was about: the row of the newest rule, the paper, else where conditions stand."""
    if one.requirement:
        return RULE, row_input(live, one.requirement), one.requirement
    if one.paper:
        return "papers", *paper_input(live, one.paper)
    ruled = live is not None and live.rules and one.was != "not_accepted"
    return (RULE if ruled else "who"), "", ""


def row_input(live: Version | None, says: str) -> str:
    """Return the input of a requirement in the newest rule; empty where it says something else by now."""
    if live is None or not live.rules:
        return ""
    newest = max(live.rules, key=lambda rule: rule.valid_from)
    found = [n for n, each in enumerate(newest.require) if requirement_sentence(each) == says]
    return f"r.{found[0]}.says" if found else ""


def paper_input(live: Version | None, key: str) -> tuple[str, str]:
    """Return the input and the name of a paper; its key where the service has no such paper by now."""
    papers = live.service.material if live else ()
    return next(((f"material.{n}.what", paper.name) for n, paper in enumerate(papers) if paper.key == key), ("", key))
