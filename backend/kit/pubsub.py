"""Waiting for something that another process announces (PostgreSQL NOTIFY): bounded, and nothing is missed between look and wait."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class TooManySubscribers(Exception):
    """As many wait already as this process, or this person, may keep waiting."""


class PubSub:
    """Who waits for what in this process; one connection to the database hears for all of them."""

    def __init__(self, most: int = 500, most_each: int = 4) -> None:
        self.most, self.most_each = most, most_each
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._each: Counter[str] = Counter()

    def full(self, who: str) -> bool:
        """Is there no room for this person to wait?"""
        return self._each.total() >= self.most or self._each[who] >= self.most_each

    @contextmanager
    def waiting(self, about: str, who: str) -> Iterator[asyncio.Event]:
        """An event that is set when something about this is announced; raises TooManySubscribers. Begin before looking."""
        if self.full(who):
            raise TooManySubscribers
        event = asyncio.Event()
        self._waiting.setdefault(about, set()).add(event)
        self._each[who] += 1
        try:
            yield event
        finally:
            self._let_go(about, who, event)

    def _let_go(self, about: str, who: str, event: asyncio.Event) -> None:
        self._waiting[about].discard(event)
        if not self._waiting[about]:
            del self._waiting[about]
        self._each[who] -= 1
        if not self._each[who]:
            del self._each[who]

    def tell(self, about: str) -> None:
        """Something was announced about this."""
        for event in self._waiting.get(about, ()):
            event.set()

    def tell_all(self) -> None:
        """Announcements may have been missed: everybody looks again."""
        for waiting in self._waiting.values():
            for event in waiting:
                event.set()

    @property
    def count(self) -> int:
        """How many wait."""
        return self._each.total()
