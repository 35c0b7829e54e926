"""Life events and resident groups under which services are browsed, from two data files."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.catalogue.tables.overlay import forgets, overlaid
from backend.catalogue.types import Service

HERE = Path(__file__).parent.parent


class BrowseTopic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Life event or resident group: key, name, description, services to list first."""

    key: str
    name: str
    name_en: str
    says: str
    icon: str
    words: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


@forgets
@cache
def life_events() -> tuple[BrowseTopic, ...]:
    """Return the life events in display order."""
    return overlaid("life_events", read_topics("life_events.toml", "event"), BrowseTopic, "key")


@forgets
@cache
def groups() -> tuple[BrowseTopic, ...]:
    """Return the resident groups and organisations."""
    return overlaid("groups", read_topics("groups.toml", "group"), BrowseTopic, "key")


def read_topics(file: str, table: str) -> tuple[BrowseTopic, ...]:
    """Read one of the two files."""
    data = msgspec.toml.decode((HERE / file).read_bytes(), type=dict[str, tuple[BrowseTopic, ...]])
    return data[table]


def situation_words(service: Service) -> Iterator[str]:
    """Return the names of the topics of a service."""
    for event in life_events():
        if event.key in service.life_events:
            yield " ".join((event.name, *event.words))
    for group in groups():
        if group.key in service.groups:
            yield " ".join((group.name, *group.words))


NAMES_IT = 0.4  # the share of a service's name from which a word is that service's own: 离婚 in 离婚登记


def situations_named(codes: Sequence[str], names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return for each name of a topic the services to list first, as positions in `codes`.

    A word that is as good as a service's name (离婚, 失业) is left to that service.
    """
    named: dict[str, list[int]] = defaultdict(list)
    for situation in (*groups(), *life_events()):
        for name in (situation.name, *situation.words):
            named[name.lower()].extend(codes.index(code) for code in situation.first if code in codes)
    own = {situation.name for situation in (*groups(), *life_events())}
    return {
        word: tuple(dict.fromkeys(numbers)) for word, numbers in named.items()
        if word in own or not any(name.startswith(word) and len(word) >= NAMES_IT * len(name) for name in names)
    }  # fmt: skip
