"""Client of the reading process: bounded, restarted when it dies or hangs; never raises."""

import asyncio
import time
from asyncio.subprocess import Process
from collections.abc import Hashable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import TypeVar

import msgspec

from backend.kit import child_process
from backend.kit.fair_queue import FairQueue
from backend.kit.log import worry
from backend.materials.reading.face_types import FacesSeen, FaceTask
from backend.materials.reading.reader_process import ReadingTask
from backend.materials.reading.types import ExpectedDocument, Reading, Reason

T = TypeVar("T")
CHILD = ("-m", "backend.materials.reading.reader_process")
_MOST_ANSWER = 200_000_000
AT_ONCE, WAITING_EACH, WAITING_ALL = 4, 4, 60
"""Files of one worker in memory at once (one of a person), waiting for one person, and waiting in all; more stay in the job queue."""


class Reader:
    """Reads files one after another; one per worker process, closed at the end.

    `seconds` is the budget for one file; what takes longer is answered with `could_not_tell`, and a person looks.
    """

    def __init__(self, seconds: float = 20.0, start_seconds: float = 60.0, samples: bool = False) -> None:
        self.seconds = seconds
        self.start_seconds = start_seconds
        self.samples = samples
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._shares = FairQueue(AT_ONCE, each=1, waiting_each=WAITING_EACH, waiting_all=WAITING_ALL)

    async def __aenter__(self) -> "Reader":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the reading process, if running."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> bool:
        """Load the models before the first file; returns whether reading is possible."""
        async with self._turn:
            return await self._ready()

    def turn(self, owner: Hashable) -> AbstractAsyncContextManager[None]:
        """Wait for a person's turn before fetching a file, so that many uploads of one person block nobody. Raises Crowded."""
        return self._shares.turn(owner)

    async def read(self, data: bytes, expected: ExpectedDocument | None = None) -> Reading:
        """Read a file; the result may be `could_not_tell`."""
        return await self._asked(ReadingTask(data, expected or ExpectedDocument(), True, self.samples, self._alarm()))

    async def clean(self, data: bytes) -> Reading:
        """Return only the clean pages of a file."""
        return await self._asked(ReadingTask(data, ExpectedDocument(), False, self.samples, self._alarm()))

    async def portrait(self, card: bytes) -> FacesSeen:
        """Return the portrait cut out of a card."""
        return await self._faced(FaceTask(card=card, seconds=self._alarm()))

    async def compare(self, portrait: bytes, frames: tuple[bytes, ...]) -> FacesSeen:
        """Compare the face in each frame with a portrait."""
        return await self._faced(FaceTask(card=portrait, frames=frames, seconds=self._alarm()))

    async def close(self) -> None:
        """End the process."""
        await self._end()

    def _alarm(self) -> int:
        return int(self.seconds) + 5

    async def _asked(self, task: ReadingTask) -> Reading:
        answer = await self._answer(task, Reading)
        if isinstance(answer, Reading):
            if answer.fault:
                worry("reading_failed", fault=answer.fault)
            return answer
        return _later(*answer)

    async def _faced(self, task: FaceTask) -> FacesSeen:
        answer = await self._answer(task, FacesSeen)
        if isinstance(answer, FacesSeen):
            if answer.fault:
                worry("faces_failed", fault=answer.fault)
            return answer
        return FacesSeen("could_not_tell", reason=answer[0], seconds=answer[1])

    async def _answer(self, task: ReadingTask | FaceTask, kind: type[T]) -> T | tuple[Reason, float]:
        """Return the process's answer, or why there is none and after how long; the process is then replaced."""
        async with self._turn:
            if not await self._ready():
                return "unavailable", 0.0
            started = time.perf_counter()
            try:
                async with asyncio.timeout(self.seconds):
                    return msgspec.msgpack.decode(await self._exchange(task), type=kind)
            except TimeoutError:
                reason: Reason = "slow"
            except (OSError, EOFError, asyncio.IncompleteReadError, msgspec.MsgspecError):
                reason = "crashed"
            except BaseException:
                await self._end()
                raise
            await self._end()
            worry("reading_process_failed", reason=reason)
            return reason, round(time.perf_counter() - started, 3)

    async def _exchange(self, task: ReadingTask | FaceTask) -> bytes:
        process = self._process
        assert process
        assert process.stdin
        process.stdin.write(child_process.framed(msgspec.msgpack.encode(task)))
        await process.stdin.drain()
        return await self._frame(process)

    async def _frame(self, process: Process) -> bytes:
        assert process.stdout
        return await child_process.read_message(process.stdout, _MOST_ANSWER)

    async def _ready(self) -> bool:
        if self.pid:
            return True
        await self._end()
        try:
            environment = child_process.environment() | {"PYTHONDONTWRITEBYTECODE": "1"}
            self._process = await child_process.start(CHILD, environment)
            async with asyncio.timeout(self.start_seconds):
                return await self._frame(self._process) == b"ready"
        except (TimeoutError, OSError, EOFError, asyncio.IncompleteReadError):
            await self._end()
            worry("reading_process_did_not_start")
            return False
        except BaseException:
            await self._end()
            raise

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await child_process.end(process)


def _later(reason: Reason, seconds: float) -> Reading:
    return Reading("could_not_tell", reason=reason, seconds=seconds)
