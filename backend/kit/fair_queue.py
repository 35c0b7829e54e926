"""Fair queue in front of a bounded resource: round robin between owners, bounded length, refusal when full.

Deficit-free round robin (Nagle, RFC 970 §5): whoever asks for many things waits behind whoever asks for one.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from backend.kit.problems import TooMuch


class Crowded(TooMuch):
    """The queue is full, or its owner has too many entries in it."""


class FairQueue:
    """Turns at something that only `at_once` can use together, `each` of one owner; `waiting_each` of an owner and `waiting_all` may wait."""

    def __init__(self, at_once: int, *, each: int | None = None, waiting_each: int = 3, waiting_all: int = 60) -> None:
        self.free, self.each = at_once, each or at_once
        self.waiting_each, self.waiting_all = waiting_each, waiting_all
        self.running: Counter[Hashable] = Counter()
        self.queues: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, owner: Hashable) -> AsyncIterator[None]:
        """Wait for one turn and hold it inside the block; raises Crowded if too many wait."""
        await self._enter(owner)
        try:
            yield
        finally:
            self._leave(owner)

    async def _enter(self, owner: Hashable) -> None:
        # a free turn with people waiting is one that none of them may take now
        if self.free and self.running[owner] < self.each:
            self._take(owner)
            return
        queue = self.queues.get(owner, deque())
        if len(queue) >= self.waiting_each or sum(map(len, self.queues.values())) >= self.waiting_all:
            raise Crowded
        ours: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(ours)
        self.queues.setdefault(owner, queue)
        try:
            await ours
        except asyncio.CancelledError:
            if ours.done() and not ours.cancelled():
                self._leave(owner)  # the turn had come just now: it goes to the next
            else:
                self._give_up(owner, ours)
            raise

    def _take(self, owner: Hashable) -> None:
        self.free -= 1
        self.running[owner] += 1

    def _leave(self, owner: Hashable) -> None:
        self.free += 1
        self.running[owner] -= 1
        if not self.running[owner]:
            del self.running[owner]
        while self.free and self._pass_on():
            pass

    def _give_up(self, owner: Hashable, ours: "asyncio.Future[None]") -> None:
        queue = self.queues.get(owner)
        if queue and ours in queue:
            queue.remove(ours)
        if not queue:
            self.queues.pop(owner, None)

    def _pass_on(self) -> bool:
        """Give a free turn to the owner who has waited longest; an owner with more entries goes to the end."""
        owner = next((one for one in self.queues if self.running[one] < self.each), None)
        if owner is None:
            return False
        queue = self.queues.pop(owner)
        following = queue.popleft()
        if queue:
            self.queues[owner] = queue
        if not following.done():
            self._take(owner)
            following.set_result(None)
        return True
