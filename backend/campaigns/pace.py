"""Leave the machine to pages: who owes messages works in short pieces, each followed by a pause in proportion.

A page that is being made meets a piece and a pause in turn, never a long stretch of work: what it loses is a share of its own time, whatever
is owed. A piece is counted by the time that this process had a processor, so that a busy machine lengthens no pause.
"""

import asyncio
from time import process_time

PIECE = 0.002
"""Seconds of work in one go."""
ROOM = 1.5
"""So much of the time of a piece is left to pages afterwards (`bench.messages`); the database's share of the work comes on top of a piece."""


class Pace:
    """Pauses of one run."""

    def __init__(self) -> None:
        self.began = process_time()

    async def pause(self) -> None:
        """Pause, if enough was worked since the last pause."""
        worked = process_time() - self.began
        if worked >= PIECE:
            await asyncio.sleep(worked * ROOM)
            self.began = process_time()
