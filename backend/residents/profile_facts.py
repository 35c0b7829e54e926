"""Profile facts: settles the stored answers of registers into one fact per attribute; the only place that does."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from backend.kit.clock import local_date
from backend.residents.types import ProfileFact
from backend.rules.facts import fact_of, merge_sources
from backend.rules.types import Attribute, Fact

ProfileFacts = Mapping[str, Any]


def read_entries(raw: Any) -> tuple[ProfileFact, ...]:
    """The answers the profile holds for one attribute, one per source."""
    return () if raw is None else msgspec.convert(raw, tuple[ProfileFact, ...])


def as_fact(attribute: Attribute, one: ProfileFact, *, again: bool = False) -> Fact:
    """Convert a stored answer to a fact; its expiry is the dictionary's or the source's, whichever is earlier.

    `again`: as if its register, asked again, said the same; then only the end that the register itself gave counts.
    """
    as_of = local_date(one.as_of)
    ends = [local_date(one.expires)] if one.expires else []
    if attribute.fresh_for_days is not None and not again:
        ends.append(as_of + timedelta(days=attribute.fresh_for_days))
    expires = min(ends, default=None)
    if one.value is None:  # the register has no record: known to be nothing
        return Fact(source=one.source, as_of=as_of, expires=expires)
    return fact_of(attribute, one.value, one.source, as_of, expires)


def settled(attribute: Attribute, raw: Any, on: date, *, again: bool = False) -> Fact | None:
    """The value that the sources agree on for a day, or their contradiction; None without any answer."""
    told = [as_fact(attribute, one, again=again) for one in read_entries(raw)]
    return merge_sources(told, on) if told else None
