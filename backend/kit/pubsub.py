"""Publish/subscribe within a process, fed by PostgreSQL LISTEN/NOTIFY; bounded, and no notification is missed."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class TooManySubscribers(Exception):
    """Raised when this process or this person has too many subscriptions."""


class PubSub:
    """Subscriptions of this process by topic; one database connection listens for all of them."""

    def __init__(self, most: int = 500, most_each: int = 4) -> None:
        self.most, self.most_each = most, most_each
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._each: Counter[str] = Counter()

    def full(self, who: str) -> bool:
        """Check whether this person can't subscribe any more."""
        return self._each.total() >= self.most or self._each[who] >= self.most_each

    @contextmanager
    def subscribe(self, *topics: str, who: str) -> Iterator[asyncio.Event]:
        """Subscribe once to some topics: yields an event that is set when one is announced; subscribe before reading the state.

        Raises TooManySubscribers.
        """
        if self.full(who):
            raise TooManySubscribers
        event = asyncio.Event()
        for about in topics:
            self._waiting.setdefault(about, set()).add(event)
        self._each[who] += 1
        try:
            yield event
        finally:
            self._let_go(topics, who, event)

    def _let_go(self, topics: tuple[str, ...], who: str, event: asyncio.Event) -> None:
        for about in topics:
            self._waiting[about].discard(event)
            if not self._waiting[about]:
                del self._waiting[about]
        self._each[who] -= 1
        if not self._each[who]:
            del self._each[who]

    def notify(self, about: str) -> None:
        """Wake the subscribers of a topic."""
        for event in self._waiting.get(about, ()):
            event.set()

    def hear(self, _connection: object, _process: int, _channel: str, about: str) -> None:
        """Listener for a database connection: a notification's payload is the topic."""
        self.notify(about)

    def notify_all(self) -> None:
        """Wake all subscribers, after announcements may have been missed."""
        for waiting in self._waiting.values():
            for event in waiting:
                event.set()

    @property
    def count(self) -> int:
        """Number of subscriptions."""
        return self._each.total()
