"""What helpers did in a person's cases, in words."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.audit.actor import Actor
from backend.cases import store
from backend.cases.messages import HELPER_ACTS
from backend.cases.store import HelperAct
from backend.catalogue.published import PublishedCatalogue
from backend.delegation.types import Mandate
from backend.delegation.wording import name
from backend.kit.messages.formats import moment
from backend.kit.sql import Db


class ActLine(Struct, frozen=True):
    """One act: when, what, in which case."""

    when: str
    at: datetime
    what: str
    service: str
    number: str
    case_id: UUID


async def acts_under(db: Db, catalogue: PublishedCatalogue, mandate: Mandate) -> list[ActLine]:
    """Say what the helper of a mandate did under it, the newest first."""
    return lines(catalogue, await helper_acts_under(db, mandate))


async def helper_acts_under(db: Db, mandate: Mandate) -> list[HelperAct]:
    """List what the helper of a mandate did under it, the newest first."""
    author = str(Actor("mandate", str(mandate.helper)))
    found = await store.acts_of_helpers(db, principal=mandate.principal, author=author)
    return [one for one in found if one.mandate == mandate.id or is_older_act(one, mandate)]


def is_older_act(act: HelperAct, mandate: Mandate) -> bool:
    """Does an act that names no mandate, from before that was written down, fall into the time of this one?"""
    begun, ended = mandate.active_at, mandate.ended_at
    return act.mandate is None and begun is not None and begun <= act.at and (ended is None or act.at <= ended)


def lines(catalogue: PublishedCatalogue, acts: Iterable[HelperAct]) -> list[ActLine]:
    """Put acts into words."""
    return [
        ActLine(moment(one.at), one.at, HELPER_ACTS.get(one.kind, HELPER_ACTS["other"]), name(catalogue, one.service), one.number, one.case_id)
        for one in acts
    ]  # fmt: skip
