"""Somebody who sends a file in pieces, header by header, as a tus client would."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx

from backend.materials.uploads.tus import BODY_TYPE, VERSION, encoded
from backend.settings import ROOT
from tests.journey import TOKEN, Resident

CLIENT = ROOT / "tests" / "backend" / "materials" / "uploads" / "client.mjs"
PLAIN = {"tus-resumable": VERSION, "accept": "*/*"}


class Sender:
    """One signed-in person sending into one case."""

    def __init__(self, someone: Resident, case: str) -> None:
        token = TOKEN.search(someone.page.text)
        assert token, "the page has no form of ours"
        self.browser, self.case, self.headers = (
            someone.browser,
            case.rsplit("/", 1)[-1],
            {**PLAIN, "x-csrf-token": token[1]},
        )

    async def asks(
        self, method: str, path: str, status: int, body: Any = None, **headers: str | None
    ) -> httpx.Response:
        """One request; a header that is None is left out."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {k: v for k, v in {**self.headers, **given}.items() if v is not None}
        answer = await self.browser.request(method, path, headers=sent, content=body)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text, dict(answer.headers))
        return answer

    def about(self, slot: str = "id_card", **more: str) -> str:
        """The Upload-Metadata of a file for a slot."""
        return encoded({"case": self.case, "slot": slot, "filename": "身份证.png", "filetype": "image/png", **more})

    async def promises(
        self, length: int | None, slot: str = "id_card", status: int = 201, body: Any = None, **more: Any
    ) -> str:
        """Create an upload; answers its address."""
        size = {"upload-length": str(length)} if length is not None else {"upload-defer-length": "1"}
        kind = {"content-type": BODY_TYPE} if body is not None else {}
        metadata = more.pop("metadata", None) or self.about(slot, **more.pop("about", {}))
        answer = await self.asks(
            "POST", "/uploads", status, body, **{"upload-metadata": metadata, **size, **kind, **more}
        )
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


async def drive(sender: Sender, file: Path, origin: str = "", **task: Any) -> Any:
    """One run of the real tus-js-client; answers what it saw."""
    cookies = "; ".join(f"{name}={value}" for name, value in sender.browser.cookies.items())
    headers = {"Cookie": cookies, "X-CSRF-Token": sender.headers["x-csrf-token"], "Sec-Fetch-Site": "same-origin"}
    base = origin or str(sender.browser.base_url).rstrip("/")
    about = {
        "case": sender.case,
        "slot": task.pop("slot", "id_card"),
        "filename": "身份证.jpg",
        "filetype": "image/jpeg",
    }
    told = {"endpoint": f"{base}/uploads", "file": str(file), "headers": headers, "metadata": about, **task}
    if url := told.get("url"):
        told["url"] = base + url
    node = await asyncio.create_subprocess_exec(
        "node", CLIENT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    out, _ = await asyncio.wait_for(node.communicate(json.dumps(told).encode()), 120)
    return json.loads(out)


async def paper(db: Any) -> Any:
    """The one paper in a slot."""
    return await db.fetchrow("select * from material where state in ('waiting', 'read')")
