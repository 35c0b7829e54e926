"""The things that a case is about (an organisation, a licence, a child …): named by the form, asked of registers, read as facts. Pure.

An answer of a register is bound to the question: to the person who asks, and to the thing by number and name.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases.facts.store import StoredThing
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.registers.objects import NamedObject
from backend.registers.to_facts import fact
from backend.registers.types import RegisterValue
from backend.residents.types import Identity
from backend.rules.facts import merge_sources
from backend.rules.rule import Rule, RuleObject, attributes_of, objects_of
from backend.rules.types import Fact

FRESH, SHORT = timedelta(days=1), timedelta(minutes=1)
"""How long a register's word about a thing counts before it is asked again, and an answer in which something is missing: proposals."""
DAY_LIMIT = 30
"""Questions about things for one person in a day, so that nobody tries out numbers; beyond it nothing is asked, and a person looks."""
LONGEST_NUMBER, LONGEST_NAME = 60, 100


class ThingAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What registers said of one thing, with the question it answers; sealed as it is."""

    about: str
    told: tuple[RegisterValue, ...]


class KeptAnswer(Struct, frozen=True):
    """What registers said of one thing, and until when it counts."""

    told: tuple[RegisterValue, ...]
    expires_at: datetime


class AskedThing(Struct, frozen=True):
    """One thing to ask about, and the attributes that rules read of it."""

    thing: NamedObject
    attributes: tuple[str, ...]


def named_things(rules: Sequence[Rule], answers: Mapping[str, Any]) -> tuple[AskedThing, ...]:
    """Return the things that the form names, as far as it does."""
    found = []
    for one in objects_of(rules):
        thing = _named(one, answers)
        names = tuple(a.name for a in attributes_of(rules) if a.subject == one.kind)
        if thing is not None and names:
            found.append(AskedThing(thing, names))
    return tuple(found)


def _named(one: RuleObject, answers: Mapping[str, Any]) -> NamedObject | None:
    """Return a thing by its number, without blanks and in capitals as registers write it."""
    number = "".join(str(answers.get(one.number) or "").split()).upper()
    name = str(answers.get(one.name) or "").strip() if one.name else ""
    if not 0 < len(number) <= LONGEST_NUMBER or len(name) > LONGEST_NAME:
        return None
    return NamedObject(kind=one.kind, number=number, name=name)


def about(who: Identity, asked: AskedThing) -> str:
    """Text that an answer is bound to."""
    thing = asked.thing
    return "\n".join((who.id_number, who.name, thing.kind, thing.number, thing.name, *asked.attributes))


def answer_for(vault: Vault, stored: Iterable[StoredThing], who: Identity, asked: AskedThing) -> KeptAnswer | None:
    """Newest answer about a thing, fresh or not; None where there is none."""
    question = about(who, asked)
    digests = {digest.hex() for digest in vault.fingerprints("object-answer", question)}
    for one in stored:
        if one.digest in digests:
            answer = msgspec.json.decode(vault.open(bytes.fromhex(one.sealed), bound(one.id)), type=ThingAnswer)
            return KeptAnswer(answer.told, one.expires_at) if answer.about == question else None
    return None


def facts_about(
    vault: Vault, stored: Sequence[StoredThing], who: Identity, things: Iterable[AskedThing], now: datetime
) -> dict[str, Fact]:
    """Return what registers said of the things as facts; sources that disagree are a contradiction, and an old answer is one run out."""
    facts: dict[str, Fact] = {}
    for asked in things:
        kept = answer_for(vault, stored, who, asked) or KeptAnswer((), now)
        until = local_date(kept.expires_at if kept.expires_at > now else now - FRESH)
        for name in asked.attributes:
            said = [fact(one, now) for one in kept.told if one.attribute == name]
            if said:
                facts[name] = merge_sources([msgspec.structs.replace(one, expires=until) for one in said])
    return facts


def bound(id: UUID) -> str:
    """What the sealed answer is bound to."""
    return f"object_answer:{id}"
