"""Bring the new texts of a shared paper into the services that took over its earlier ones; their own words stay. Pure but for the history."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from backend.catalogue.published import Content
from backend.catalogue.shared_papers import TAKEN, SharedPaper, shared_papers, shipped_papers
from backend.catalogue.tables import store
from backend.kit.problems import NotUnderstood
from backend.kit.sql import Db

TEXTS = (*TAKEN, "document")


class PaperTexts(Struct, frozen=True):
    """A shared paper as it holds now, and as it was."""

    now: SharedPaper
    earlier: tuple[SharedPaper, ...]

    def known(self, name: str) -> Collection[str]:
        """Return what this text of the paper has ever been."""
        return {str(getattr(one, name)) for one in (self.now, *self.earlier)}


async def paper_texts(db: Db, key: str) -> PaperTexts:
    """Return a shared paper with its earlier texts; raises NotUnderstood for one that isn't there."""
    now = shared_papers().get(key)
    if now is None:
        raise NotUnderstood("fields", what=key[:60])
    published = await store.versions(db, table_name="shared_papers", key=key)
    earlier = [msgspec.convert(one.content, SharedPaper) for one in published]
    return PaperTexts(now, tuple([*earlier, *(one for one in shipped_papers() if one.key == key)]))


def with_texts(content: Content, paper: PaperTexts) -> Content:
    """Return a content whose materials say what their shared paper says now, where they said what it said before."""
    if all(one.paper != paper.now.key for one in content.service.material):
        return content
    service: dict[str, Any] = msgspec.to_builtins(content.service)
    service["material"] = [taken(one, paper) for one in service["material"]]
    return msgspec.structs.replace(content, service=msgspec.convert(service, type(content.service)))


def taken(material: Mapping[str, Any], paper: PaperTexts) -> dict[str, Any]:
    """Return a material with the texts of its shared paper."""
    if material.get("paper") != paper.now.key:
        return {**material}
    new = {name: getattr(paper.now, name) for name in TEXTS if str(material.get(name) or "") in paper.known(name)}
    return {**material, **new}


def behind(contents: Iterable[Content], paper: PaperTexts) -> list[str]:
    """Return the codes of services that still say what the paper said before."""
    return sorted(one.service.code for one in contents if with_texts(one, paper).service != one.service)
