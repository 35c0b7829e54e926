"""Somebody who sends a file in pieces, header by header, as a tus client would."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx

from backend.materials.uploads.tus import BODY_TYPE, VERSION, encoded
from tests.journey import TOKEN, Resident

PLAIN = {"tus-resumable": VERSION, "accept": "*/*"}


class Sender:
    """One signed-in person sending into one case."""

    def __init__(self, someone: Resident, case: str) -> None:
        token = TOKEN.search(someone.page.text)
        assert token, "the page has no form of ours"
        self.browser, self.case, self.headers = someone.browser, case.rsplit("/", 1)[-1], {**PLAIN, "x-csrf-token": token[1]}

    async def asks(self, method: str, path: str, status: int, body: Any = None, **headers: str | None) -> httpx.Response:
        """One request; a header that is None is left out."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {k: v for k, v in {**self.headers, **given}.items() if v is not None}
        answer = await self.browser.request(method, path, headers=sent, content=body)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text, dict(answer.headers))
        return answer

    def about(self, slot: str = "id_card", **more: str) -> str:
        """The Upload-Metadata of a file for a slot."""
        return encoded({"case": self.case, "slot": slot, "filename": "身份证.png", "filetype": "image/png", **more})

    async def promises(self, length: int | None, slot: str = "id_card", status: int = 201, body: Any = None, **more: Any) -> str:
        """Create an upload; answers its address."""
        size = {"upload-length": str(length)} if length is not None else {"upload-defer-length": "1"}
        kind = {"content-type": BODY_TYPE} if body is not None else {}
        metadata = more.pop("metadata", None) or self.about(slot, **more.pop("about", {}))
        answer = await self.asks("POST", "/uploads", status, body, **{"upload-metadata": metadata, **size, **kind, **more})
        where = answer.headers.get("location", "")
        assert status != 201 or re.fullmatch(r"/uploads/[0-9a-f-]{36}", where)
        return str(where)

    async def adds(self, where: str, offset: int, body: Any, status: int = 204, **headers: Any) -> int:
        """Send more bytes; answers how far the server is."""
        kind = {"content-type": BODY_TYPE, "upload-offset": str(offset)}
        answer = await self.asks("PATCH", where, status, body, **{**kind, **headers})
        return int(answer.headers.get("upload-offset", -1))

    async def stands(self, where: str, status: int = 200) -> int:
        """How far the server is, as it says."""
        answer = await self.asks("HEAD", where, status)
        return int(answer.headers.get("upload-offset", -1))


async def begun(someone: Resident, service: str) -> Sender:
    """Signed in, a case begun, nothing sent."""
    await someone.signs_in()
    case = await someone.begins(service)
    return Sender(someone, case)


async def breaks_after(content: bytes) -> AsyncIterator[bytes]:
    """A body that breaks off."""
    yield content
    raise ConnectionResetError
