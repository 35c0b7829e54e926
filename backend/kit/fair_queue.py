"""A bounded worker shared fairly: a few at once, one turn after another for each person, a bounded queue, and a kind no when it is full.

Deficit-free round robin (Nagle, RFC 970 §5): whoever asks for many things waits behind whoever asks for one.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from backend.kit.problems import TooMuch


class Crowded(TooMuch):
    """The queue is full, or this person waits for too many things already."""

    says = "现在排队的人比较多，请过一两分钟再试一次。您填写和上传的都还在。"


class FairQueue:
    """Turns at something that only `at_once` can use together; of each owner at most `waiting_each`, of all `waiting_all` wait."""

    def __init__(self, at_once: int, *, waiting_each: int = 3, waiting_all: int = 60) -> None:
        self.free, self.waiting_each, self.waiting_all = at_once, waiting_each, waiting_all
        self.queues: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, owner: Hashable) -> AsyncIterator[None]:
        """One turn; raises Crowded instead of waiting behind too many."""
        if self.free and not self.queues:
            self.free -= 1
        else:
            await self._wait(owner)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, owner: Hashable) -> None:
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
                self._pass_on()  # the turn had come just now: it goes to the next
            else:
                self._leave(owner, ours)
            raise

    def _leave(self, owner: Hashable, ours: "asyncio.Future[None]") -> None:
        queue = self.queues.get(owner)
        if queue and ours in queue:
            queue.remove(ours)
        if not queue:
            self.queues.pop(owner, None)

    def _pass_on(self) -> None:
        """Give the turn to the owner who has waited longest without one; an owner with more to do goes to the end."""
        while self.queues:
            owner, queue = self.queues.popitem(last=False)
            following = queue.popleft()
            if queue:
                self.queues[owner] = queue
            if not following.done():
                following.set_result(None)
                return
        self.free += 1
