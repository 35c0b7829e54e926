"""Lint: required materials can be provided and checked."""

import re
from collections.abc import Iterator
from typing import get_args

from backend.catalogue.lint.lint_finding import SAYS, LintFinding, Path
from backend.catalogue.lint.patterns import HELD_ANYWAY, OF_THE_DEAD, ORIGINALS
from backend.catalogue.shared_papers import shared_papers
from backend.catalogue.types import RequiredMaterial, Service
from backend.catalogue.vocabulary import CheckName

PROVES = frozenset({"id_card_front", "permanent_residence_card"})
"""Documents that say by themselves who somebody is."""
DESCRIBED_ONCE = frozenset({"id_card_front", "household_page", "business_licence", "residence_permit"})
"""Documents that no service describes in its own words."""
OF_ANOTHER = "id_card_of_another"
KEY = re.compile(r"[a-z][a-z0-9_]*")
ARGUMENTS = {
    "issued_within": re.compile(r"[1-9]\d*"),
    "page_count": re.compile(r"[1-9]\d*(-[1-9]\d*)?"),
    "agrees_with_form": KEY, "agrees_with_profile": KEY, "amount": KEY,
}  # fmt: skip


def check_materials(service: Service) -> Iterator[LintFinding]:
    """Return what is wrong with the materials of one service."""
    seen: set[str] = set()
    for index, material in enumerate(service.material):
        at: Path = ("material", index)
        if material.key in seen or not KEY.fullmatch(material.key):
            yield LintFinding((*at, "key"), SAYS("key_unfit", key=material.key))
        seen.add(material.key)
        yield from _asked(material, at)
        for place, text in enumerate(material.checks):
            if fault := wrong_check(text):
                yield LintFinding((*at, "checks", place), fault)
        if len(set(material.checks)) < len(material.checks):
            yield LintFinding((*at, "checks"), SAYS("check_twice"))
        yield from _shared(material, at)
        yield from _unfit_place(service, material, at)
    yield from _own_cards(service)
    yield from _originals(service)


def _shared(material: RequiredMaterial, at: Path) -> Iterator[LintFinding]:
    """A usual paper is described once for all services, not in yet another way."""
    shared = shared_papers().get(material.paper)
    if material.paper == OF_ANOTHER and material.held_by:
        yield LintFinding((*at, "held_by"), SAYS("card_of_another"))
    if material.paper and (shared is None or shared.document != material.document):
        yield LintFinding((*at, "paper"), SAYS("paper_unfit", key=material.paper))
    elif shared is None and material.document in DESCRIBED_ONCE:
        yield LintFinding((*at, "paper"), SAYS("paper_not_shared"))
    elif shared is not None and material.sample != shared.sample:
        yield LintFinding((*at, "sample"), SAYS("paper_rephrased"))


def _unfit_place(service: Service, material: RequiredMaterial, at: Path) -> Iterator[LintFinding]:
    """A shared text fits most services: the one that renews a paper isn't sent to itself, and nobody is asked of the dead."""
    if f"“{service.name}”" in material.where:
        yield LintFinding((*at, "where"), SAYS("sent_to_itself"))
    if (
        OF_THE_DEAD in material.name
        and material.paper == OF_ANOTHER
        and material.where == shared_papers()[OF_ANOTHER].where
    ):
        yield LintFinding((*at, "where"), SAYS("asked_of_the_dead"))


def _originals(service: Service) -> Iterator[LintFinding]:
    """Originals are brought to a visit: a visit for originals names one, and without a visit none can be asked for."""
    has_original = any(material.original for material in service.material)
    if ORIGINALS.search(service.channels.visit_reason) and not has_original:
        yield LintFinding(("channels", "visit_reason"), SAYS("visit_without_original"))
    if has_original and not service.channels.visits:
        yield LintFinding(("channels", "visits"), SAYS("original_without_visit"))


def _own_cards(service: Service) -> Iterator[LintFinding]:
    """The applicant's card is asked for once, and not of somebody proven; a register tells nothing about another person."""
    cards = [(index, m) for index, m in enumerate(service.material) if m.document == "id_card_front"]
    own = [(index, m) for index, m in cards if m.owner == "applicant"]
    for index, material in cards:
        if material.owner == "applicant" and (own[0][0] != index or (material.required and not material.from_register)):
            yield LintFinding(("material", index), SAYS("card_again"))
        if material.owner == "other" and material.required and material.held_by and not material.original:
            yield LintFinding(("material", index, "held_by"), SAYS("card_of_another"))


def _asked(material: RequiredMaterial, at: Path) -> Iterator[LintFinding]:
    if material.required and material.only_if:
        yield LintFinding((*at, "only_if"), SAYS("required_conditionally"))
    if not material.required and not material.only_if and not material.later:
        yield LintFinding((*at, "required"), SAYS("when_wanted"))
    if material.required and not material.held_by and HELD_ANYWAY.search(material.what + material.where):
        yield LintFinding((*at, "required"), SAYS("held_anyway"))
    if "issued_within" in material.checks and not material.valid_months:
        yield LintFinding((*at, "checks"), SAYS("no_valid_months"))
    if material.owner == "applicant" and material.document not in PROVES:
        yield LintFinding((*at, "owner"), SAYS("owner_unfit"))


def wrong_check(text: str) -> str:
    """Return why a check name is invalid; empty if it is valid. The vocabulary is closed."""
    name, colon, argument = text.partition(":")
    if name not in get_args(CheckName):
        return SAYS("check_unknown", name=name, known=get_args(CheckName))
    form = ARGUMENTS.get(name)
    if colon and (form is None or not form.fullmatch(argument)):
        return SAYS("check_argument", name=name, argument=argument)
    return SAYS("pages_backwards") if name == "page_count" and colon and _backwards(argument) else ""


def _backwards(pages: str) -> bool:
    least, _, most = pages.partition("-")
    return bool(most) and int(least) > int(most)
