"""Client of a certified liveness service (live face or replay): one signed HTTP request.

`POST <url>` with `{"request": uuid, "frames": [base64 JPEG …], "moves": […]}`, signed like a question to a register; the answer is
`{"request": the same, "verdict": "live" | "not_live" | "unsure"}`. No name, number or account goes out. Silence is `unsure`: a person looks.
"""

import base64
import time
from typing import Literal, Protocol
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from auth.identity.types import Pictures
from backend.kit import lazy_aiohttp as aiohttp
from backend.kit.db import refuse_open_transaction
from backend.kit.log import worry
from backend.registers.signature import signed
from backend.settings import Settings

Verdict = Literal["live", "not_live", "unsure"]
LARGEST = 4096  # bytes of an answer


class Liveness(Protocol):
    """Interface of a liveness check."""

    async def verdict(self, pictures: Pictures) -> Verdict:
        """Ask about these frames; no answer counts as `unsure`."""
        ...


class LivenessAnswer(Struct, frozen=True):
    """Response of the service."""

    request: UUID
    verdict: Verdict


class Certified:
    """The service of this installation."""

    def __init__(self, settings: Settings) -> None:
        self.url, self.key, self.seconds = settings.liveness_url, settings.liveness_key, settings.reading_seconds

    async def verdict(self, pictures: Pictures) -> Verdict:
        """Ask once; whatever goes wrong is silence."""
        asked = uuid4()
        frames = [base64.b64encode(one).decode() for one in pictures.pictures]
        body = msgspec.json.encode({"request": asked, "frames": frames, "moves": pictures.moves})
        try:
            answer = msgspec.json.decode(await self._post(body), type=LivenessAnswer)
        except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError) as error:
            worry("liveness.no_answer", error=type(error).__name__)
            return "unsure"
        return answer.verdict if answer.request == asked else "unsure"

    async def _post(self, body: bytes) -> bytes:
        refuse_open_transaction()
        headers = {"Content-Type": "application/json", **signed(self.key, body, int(time.time()))}
        timeout = aiohttp.ClientTimeout(total=self.seconds)
        async with (
            aiohttp.ClientSession(trust_env=False, timeout=timeout) as session,
            session.post(self.url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            if response.status != 200:
                raise aiohttp.ClientError
            return await response.content.read(LARGEST)


def liveness(settings: Settings) -> Liveness | None:
    """The service that the operator named, if any."""
    return Certified(settings) if settings.liveness_url else None
