"""Descriptions of papers (身份证、户口簿 …) that many services share: written once, filled in when a service file is read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import rtoml

from backend.catalogue.service_part import ServicePart
from backend.catalogue.tables.overlay import forgets, overlaid
from backend.catalogue.vocabulary import DocumentClass

FILE = Path(__file__).with_name("shared_papers.toml")
TAKEN = ("what", "issuer", "where", "sample")
"""Texts of a material that it takes over from its shared paper."""


class SharedPaper(ServicePart, frozen=True, kw_only=True):
    """Description of a paper, without what a single service uses it for."""

    key: str
    document: DocumentClass
    what: str
    issuer: str
    where: str
    sample: str


@cache
def shipped_papers() -> tuple[SharedPaper, ...]:
    """Return the shared papers of the file."""
    return msgspec.convert(rtoml.loads(FILE.read_text("utf-8"))["paper"], tuple[SharedPaper, ...])


@forgets
@cache
def shared_papers() -> Mapping[str, SharedPaper]:
    """Return the shared papers by key."""
    return {one.key: one for one in overlaid("shared_papers", shipped_papers(), SharedPaper, "key")}


def fill_in(raw: Any) -> Any:
    """Return the table of a service with the texts that its materials take over; anything else is returned as it is."""
    materials = raw.get("material") if isinstance(raw, dict) else None
    if not isinstance(materials, list):
        return raw
    return {**raw, "material": [_filled(one) for one in materials]}


def _filled(material: Any) -> Any:
    key = material.get("paper") if isinstance(material, dict) else None
    shared = shared_papers().get(key) if isinstance(key, str) else None
    return material if shared is None else {name: getattr(shared, name) for name in TAKEN} | material


def taken_over(material: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return a material as written, with what it takes over from the shared paper chosen for it.

    Empty texts, and those of the shared paper that was chosen `before`, become the ones of this paper; own words stay.
    """
    shared, earlier = (shared_papers().get(str(one.get("paper") or "")) for one in (material, before))
    if shared is None:
        return material
    taken = {name: getattr(shared, name) for name in TAKEN if _not_own(str(material.get(name) or ""), name, earlier)}
    kind = {"document": shared.document} if earlier is not shared else {}
    return {**material, **taken, **kind}


def _not_own(text: str, name: str, earlier: SharedPaper | None) -> bool:
    return not text.strip() or (earlier is not None and text == getattr(earlier, name))


def own_texts(paper: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a material that aren't those of its shared paper."""
    shared = shared_papers().get(paper)
    return {name: text for name, text in texts.items() if shared is None or text != getattr(shared, name, None)}
