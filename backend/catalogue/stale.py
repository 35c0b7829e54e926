"""What rests on a law that has ended, perhaps has, or soon will. Pure. Behind `futian catalogue stale`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

from backend.catalogue.laws import Law, last_day, read_laws
from backend.catalogue.rule_laws import laws_in
from backend.catalogue.sources import claims
from backend.catalogue.types import Service
from backend.rules.rule import Rule, in_force

SOON = timedelta(days=90)


class StaleClaim(Struct, frozen=True, kw_only=True):
    """Claim of a service, or its rule, and the law it rests on; `certain`: nobody doubts that the law ends on this day."""

    code: str
    service: str
    place: str
    says: str
    law: str
    day: date
    ended: bool
    certain: bool

    @property
    def state(self) -> str:
        """Return the word for past or to come, certain or not."""
        return f"{'ended' if self.ended else 'ending'}_{'surely' if self.certain else 'perhaps'}"


def stale_claims(
    services: Mapping[str, Service], rules: Mapping[str, tuple[Rule, ...]], on: date
) -> tuple[StaleClaim, ...]:
    """Return what rests on laws whose last day is past or within 90 days, by service."""
    ending = {law.id: law for law in read_laws() if (day := last_day(law)) is not None and day - SOON < on}
    found: list[StaleClaim] = []
    for code, service in sorted(services.items()):
        for claim in claims(service):
            cited = (source.law for source in claim.sources if source.law is not None and source.law.id in ending)
            found += (stale(service, claim.place, claim.says, law, on) for law in cited)
        found += (stale(service, "rule", says, law, on) for says, law in resting(rules.get(code, ()), ending, on))
    return tuple(found)


def resting(rules: tuple[Rule, ...], ending: Mapping[str, Law], on: date) -> Iterator[tuple[str, Law]]:
    """Return the articles of the rule in force, and its basis, with each ending law that they name."""
    rule = in_force(rules, on)
    if rule is not None:
        for law in rule.laws or ():
            yield from ((law, one) for one, _ in laws_in(law) or () if one.id in ending)
        words = {one.id: [word for word in (one.title, one.number) if word] for one in ending.values()}
        yield from ((rule.basis, one) for one in ending.values() if any(word in rule.basis for word in words[one.id]))


def stale(service: Service, place: str, says: str, law: Law, on: date) -> StaleClaim:
    """Make the entry of one claim."""
    day = last_day(law) or on
    return StaleClaim(
        code=service.code, service=service.name, place=place, says=says, law=law.label, day=day, ended=day < on,
        certain=law.in_force_to is not None,
    )  # fmt: skip


def any_ended(found: Iterable[StaleClaim]) -> bool:
    """Check whether something rests on a law that has ended, or perhaps has."""
    return any(one.ended for one in found)
