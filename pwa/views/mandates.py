"""What pages say of a mandate: its scope, how it stands and until when, the words of a consent."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.search.life_events import groups
from backend.delegation.messages import END_REASONS, POWERS
from backend.delegation.types import EVERY_SERVICE, Basis, Channel, Granted, Mandate, Power, Relation, Standing
from backend.delegation.wording import name
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from pwa.views.parts import StateTag

_messages = Messages.beside(__file__)
UNTIL = _messages.group("mandate_until")
ALL, NAMED, GROUP = _messages.take("mandate_all"), _messages.take("mandate_named"), _messages.take("mandate_group")
STATES = _messages.words("MandateState")
CHANNELS = _messages.words("Channel", Channel)
BASES = _messages.words("Basis", Basis)
TERMS = _messages.words("Term")
RELATIONS = _messages.words("Relation", Relation)
TONES = {"active": "good", "ended": "neutral"}


class Scope(Struct, frozen=True):
    """Services with one power: a heading, how far the helper may go, and the services by name."""

    title: str
    power: str
    names: list[str]


class ConsentLine(Struct, frozen=True):
    """One line of a consent: what stands before the colon, and what follows it, in parts where it is a list."""

    label: str
    parts: list[str]


def scopes(catalogue: PublishedCatalogue, services: Iterable[Granted]) -> list[Scope]:
    """Put the services of a mandate under the group by which they were chosen and their power."""
    found = defaultdict[tuple[str, Power], list[str]](list)
    for one in services:
        found[one.via, one.power].append(ALL().text if one.service == EVERY_SERVICE else name(catalogue, one.service))
    return [Scope(_title(via, names), POWERS[power.name.lower()], names) for (via, power), names in found.items()]


def _title(via: str, names: list[str]) -> str:
    group = next((topic.name for topic in groups() if topic.key == via), "")
    if group:
        return GROUP(group=group, count=len(names)).text
    return names[0] if len(names) == 1 else NAMED(count=len(names)).text


def state_tag(standing: Standing) -> StateTag:
    """Label of how a mandate stands."""
    key = "sleeping" if standing.sleeping else standing.state
    return StateTag(STATES[key], TONES.get(key, "warn"))


def until(mandate: Mandate, standing: Standing) -> str:
    """Say until when a mandate stands as it does, or why it stands still."""
    if standing.state == "ended":
        ended = local_date(mandate.ended_at) if mandate.ended_at else None
        return UNTIL["ended"](reason=END_REASONS[standing.reason or "done"], on=ended).text
    if standing.state == "suspended":
        return UNTIL[standing.reason or "pause"]().text
    if standing.state == "proposed":
        return UNTIL["proposed"](at=mandate.lapses_at).text
    if standing.sleeping:
        return UNTIL["sleeping"](at=mandate.wakes_at).text
    return UNTIL["active"](on=mandate.expires_at).text if mandate.expires_at else UNTIL["open"]().text


def consent_lines(words: str) -> list[ConsentLine]:
    """Lay out the exact words of a consent: nothing is added or left out but line breaks and the marks at them."""
    lines = []
    for line in words.splitlines():
        label, colon, rest = line.partition("：")
        parts = [part for part in rest.split("；") if part]
        listed = all(
            part.endswith("）") for part in parts
        )  # services, each group with how far; not the sentence of a term
        lines.append(ConsentLine(label, parts if listed else [rest]) if colon else ConsentLine("", [line]))
    return lines
