"""Single writer of an upload: stores all received bytes, however the connection ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.kit.clock import Clock
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue
from backend.kit.problems import Refusal
from backend.materials.file_store import FileStore
from backend.materials.uploads import store, tus
from backend.materials.uploads.interruptions import Busy, Interrupted, Leaving, Yielded, gone
from backend.materials.uploads.types import KEPT, PIECE, SILENT, ToFinish, Upload

FINISH = "finish-upload"
FINISH_AFTER = 10.0  # seconds; the request that brought the last byte usually hands it in long before
LOOK_EVERY = 0.5  # seconds between two signs of life
KEEP_EVERY = 2.0  # seconds after which what has arrived is put to rest, full piece or not
PATIENCE = 8.0  # seconds that somebody waits for the writer before


class BodyStream(Protocol):
    """Body of one request as a stream."""

    async def part(self, seconds: float) -> bytes | None:
        """Return what arrived within this time: nothing (None), bytes, or the end (empty); raises Interrupted."""
        ...


class UploadContext(Struct, frozen=True):
    """Dependencies of a writer; transactions are short, because a request may last minutes."""

    transaction: Transaction
    file_store: FileStore
    clock: Clock
    most: int
    idle_seconds: float = 30.0
    leaving: Callable[[], bool] = bool  # is this process asked to end?


@asynccontextmanager
async def writing(room: UploadContext, principal: UUID, id: UUID) -> AsyncIterator["Writer"]:
    """Become the single writer of an upload; asks a stuck writer to step back first."""
    me = uuid4()
    upload = await claimed(room, principal, id, me)
    writer = Writer(room, upload, me)
    try:
        yield writer
    finally:
        await asyncio.shield(writer.step_back())


async def claimed(room: UploadContext, principal: UUID, id: UUID, me: UUID) -> Upload:
    """Return the upload, locked for this writer; raises Gone, Busy, or NotThere for another person's."""
    until = time.monotonic() + PATIENCE
    while True:
        now = room.clock()
        async with room.transaction() as db:
            upload = await store.get(db, id=id, principal=principal)
            if upload.state != "open" or upload.expires_at <= now:
                raise gone(upload)
            found = await store.claim(db, id=id, principal=principal, writer=me, now=now, silent_since=now - SILENT)
            if found is not None:
                return found
            await store.ask_to_yield(db, id=id, principal=principal)
        if time.monotonic() > until:
            raise Busy
        await asyncio.sleep(0.1)


class Writer:
    """Stores bytes of a request; `upload` is the durable progress."""

    def __init__(self, room: UploadContext, upload: Upload, me: UUID) -> None:
        self.room, self.upload, self.me = room, upload, me
        self.length = upload.length
        self.tail = bytearray()  # the piece that is being filled
        self.tail_name = ""  # the name under which its beginning rests
        self.begun = False
        self.looked = self.kept = time.monotonic()

    @property
    def arrived(self) -> int:
        """Offset of received bytes."""
        return self.upload.received // PIECE * PIECE + len(self.tail) if self.begun else self.upload.received

    async def begin(self, addition: tus.Addition) -> None:
        """Check the offset of an addition and load the last incomplete chunk."""
        if addition.offset != self.upload.received:
            raise tus.OtherOffset
        self.length = self._length(addition.length)
        if addition.announced is not None and addition.offset + addition.announced > self._most:
            raise tus.TooLong
        if self.upload.received % PIECE:
            async with self.room.transaction() as db:
                last = (await store.pieces(db, id=self.upload.id, principal=self.upload.principal))[-1]
            self.tail += (await self.room.file_store.get_piece(self.upload.id, last.number, last.stored_as))[
                : last.size
            ]
            self.tail_name = last.stored_as
        self.begun = True

    def _length(self, told: int | None) -> int | None:
        """Return the promised length; a deferred one may be set once."""
        if told is None or told == self.upload.length:
            return self.upload.length
        if self.upload.length is not None or told < self.upload.received:
            raise tus.OtherOffset
        if told > self.room.most:
            raise tus.TooLong
        return told

    @property
    def _most(self) -> int:
        return self.room.most if self.length is None else self.length

    async def take_in(self, body: BodyStream, checksum: tus.Checksum | None = None) -> Upload:
        """Store a whole body; with a checksum nothing counts before all bytes are verified."""
        try:
            if checksum:
                await self.add(await self._checked(body, checksum))
            else:
                async for part in self._parts(body):
                    self._room_for(len(part))
                    await self.add(part)
        finally:
            await asyncio.shield(self.keep())
        return self.upload

    async def _checked(self, body: BodyStream, checksum: tus.Checksum) -> bytes:
        received = bytearray()
        async for part in self._parts(body):
            self._room_for(len(received) + len(part))
            received += part
        if not checksum.fits(bytes(received)):
            raise tus.Damaged
        return bytes(received)

    async def _parts(self, body: BodyStream) -> AsyncIterator[bytes]:
        """Yield body parts until the end or a stall; meanwhile refresh the lock."""
        quiet_since = time.monotonic()
        while (part := await body.part(LOOK_EVERY)) != b"":
            if part:
                quiet_since = time.monotonic()
                yield part
            elif time.monotonic() - quiet_since > self.room.idle_seconds:
                raise Interrupted
            if self.room.leaving():
                raise Leaving
            await self.look_up()

    def _room_for(self, more: int) -> None:
        if self.arrived + more > self._most:
            raise tus.TooLong

    async def add(self, part: bytes) -> None:
        """Append bytes; full chunks are stored at once."""
        while part:
            space = PIECE - len(self.tail)
            self.tail += part[:space]
            part = part[space:]
            if len(self.tail) == PIECE:
                await self.keep()

    async def look_up(self) -> None:
        """Twice a second: refresh the lock, store what arrived, and step back if asked."""
        now = time.monotonic()
        if now - self.looked < LOOK_EVERY:
            return
        self.looked = now
        if now - self.kept > KEEP_EVERY:
            await self.keep()
        async with self.room.transaction() as db:
            asked = await store.sign_of_life(
                db, id=self.upload.id, principal=self.upload.principal, writer=self.me, now=self.room.clock()
            )
        if asked is not False:
            raise Yielded

    async def keep(self) -> None:
        """Store what arrived: bytes first, row after; a replaced writer writes nothing."""
        self.kept = time.monotonic()
        if not self.begun or (self.arrived == self.upload.received and self.length == self.upload.length):
            return
        arrived, number, now = self.arrived, self.upload.received // PIECE, self.room.clock()
        name = await self.room.file_store.put_piece(self.upload.id, number, self.me, bytes(self.tail))
        async with self.room.transaction() as db:
            kept = await store.keep_piece(
                db, id=self.upload.id, principal=self.upload.principal, writer=self.me, number=number, size=len(self.tail),
                stored_as=name, received=arrived, length=self.length, now=now, expires_at=now + KEPT,
            )  # fmt: skip
            if kept is None:
                self.begun = False
                raise Yielded
            if arrived == self.length:
                await enqueue(
                    db, FINISH, ToFinish(self.upload.id), after_seconds=FINISH_AFTER, once=f"{FINISH}:{self.upload.id}"
                )
        await self._rested(arrived, name)

    async def _rested(self, arrived: int, name: str) -> None:
        """Continue after chunks are durable; delete those they replaced."""
        before, self.tail_name = self.tail_name, name
        self.upload = msgspec.structs.replace(self.upload, received=arrived, length=self.length)
        if len(self.tail) == PIECE:
            self.tail, self.tail_name = bytearray(), ""
        if before and before != name:
            with suppress(Refusal):  # what can't be dropped now is pruned later
                await self.room.file_store.drop(before)

    async def step_back(self) -> None:
        """Release the lock for the next writer."""
        with suppress(Refusal):
            async with self.room.transaction() as db:
                await store.step_back(db, id=self.upload.id, principal=self.upload.principal, writer=self.me)
