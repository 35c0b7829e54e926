"""Own grants and running applications as facts for rules and pages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec
from msgspec import Struct

from backend.cases.grants.types import OwnGrant
from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.types import GrantDefinition, Service
from backend.kit.crypto import Vault
from backend.registers.attributes import attributes
from backend.rules.types import Attribute, Fact, Facts, Record

RECORDS = ("benefits", "licences")
"""The attributes that list what somebody holds."""
PAUSES = {"allowance_pause": "senior_allowance"}
"""Why a grant of a kind was stopped; this house pauses one for a missed check and for nothing else."""


class AlreadyGranted(Struct, frozen=True, kw_only=True):
    """Reason why a grant can't begin: one of its kind runs, or another application is being handled."""

    why: Literal["held", "running"]
    name: str
    own: OwnGrant | None = None
    service: str = ""


def object_hash(vault: Vault, granting: GrantDefinition | None, answers: Mapping[str, object]) -> bytes:
    """The keyed hash of the object that a grant is for; empty where a person holds only one of the kind."""
    said = "".join(str(answers.get(granting.per) or "").split()) if granting and granting.per else ""
    return vault.lasting("grant-object", said.casefold()) if said else b""


def already_granted(
    service: Service, object: bytes, own: Iterable[OwnGrant], running: Iterable[str], catalogue: PublishedCatalogue
) -> AlreadyGranted | None:
    """The grant of this kind and object that runs, or another running application for it; none when it may begin."""
    granting = service.grants
    if granting is None or granting.does != "begins":
        return None
    for one in own:
        if (one.kind, one.object) == (granting.kind, object.hex()) and one.state != "ended":
            return AlreadyGranted(why="held", name=granting.name, own=one)
    others = (catalogue.get(code) for code in running)
    for version in others:
        found = version.service.grants if version else None
        if version and found and (found.kind, found.does) == (granting.kind, "begins") and not granting.per:
            return AlreadyGranted(why="running", name=granting.name, service=version.service.code)
    return None


def with_own(facts: Facts, own: Sequence[OwnGrant], today: date) -> dict[str, Fact]:
    """Add our own grants to the facts, beside those that registers list."""
    found = dict(facts)
    for name, fact in facts.items():
        if name in RECORDS:
            found[name] = other_grants(attributes()[name], fact, own, today)
        elif any(one.kind == PAUSES.get(name) and one.state == "paused" for one in own):
            found[name] = Fact(value="missed_check", source="district", as_of=today)
    return found


def other_grants(attribute: Attribute, fact: Fact, own: Sequence[OwnGrant], today: date) -> Fact:
    """One list with our own entries added. Where the register is silent it stays unknown: we know only part of it."""
    kinds = {option.value for option in attribute.options}
    mine = [record_of(one) for one in own if one.kind in kinds and one.begins_on <= today]
    if fact.trouble is not None or fact.value is None or not mine:
        return fact
    known = {(record.kind, record.since) for record in fact.value}
    added = tuple(one for one in mine if (one.kind, one.since) not in known)
    if added and not fact.value:  # the register lists nothing: what is seen is what this house knows
        return msgspec.structs.replace(fact, value=added, source="district", also=(fact.source,))
    return msgspec.structs.replace(fact, value=(*fact.value, *added))


def record_of(one: OwnGrant) -> Record:
    """A grant as an entry of a register: what is paused or ended doesn't run."""
    end = one.ends_on or one.paused_from
    return Record(kind=one.kind, since=one.begins_on, until=end - timedelta(days=1) if end else None)
