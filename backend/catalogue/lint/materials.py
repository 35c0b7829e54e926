"""Lint: required materials can be provided and checked."""

import re
from collections.abc import Iterator
from typing import get_args

from backend.catalogue.lint.lint_finding import SAYS, LintFinding, Path
from backend.catalogue.types import RequiredMaterial, Service
from backend.catalogue.vocabulary import CheckName

PROVES = frozenset({"id_card_front", "permanent_residence_card"})
"""Documents that say by themselves who somebody is."""
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


def _asked(material: RequiredMaterial, at: Path) -> Iterator[LintFinding]:
    if material.required and material.only_if:
        yield LintFinding((*at, "only_if"), SAYS("required_conditionally"))
    if not material.required and not material.only_if and not material.later:
        yield LintFinding((*at, "required"), SAYS("when_wanted"))
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
