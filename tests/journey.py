"""A resident at a browser without JavaScript, step by step, and the worker doing what waits."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import msgspec

from backend.kit.db import transaction
from backend.registers.sample.cast import Member

TOKEN = re.compile(r'name="(?:_token" value|token" content)="([^"]+)"')
SEEN = re.compile(r'name="_seen" value="([^"]*)"')


class Resident:
    """One person, one browser."""

    def __init__(self, browser: httpx.AsyncClient, member: Member, phone_box: str) -> None:
        self.browser, self.member, self.phone_box = browser, member, phone_box
        self.page: httpx.Response

    async def goes(self, path: str, status: int = 200) -> str:
        """Open a page."""
        self.page = await self.browser.get(path)
        assert self.page.status_code == status, (path, self.page.status_code, said(self.page.text))
        assert stars_for_ears(self.page.text) == [], path
        assert len(primary_actions(self.page.text)) <= 1, (path, primary_actions(self.page.text))
        return self.page.text

    async def sends(self, path: str, status: int = 200, files: Any = None, **fields: Any) -> str:
        """Send a form of the page that is open."""
        token = TOKEN.search(self.page.text)
        assert token, "the page has no form of ours"
        shown = SEEN.search(self.page.text)
        seen = {"_seen": unescape(shown[1])} if shown and "/form/" in path else {}
        self.page = await self.browser.post(path, data={"_token": token[1], **seen, **fields}, files=files)
        assert self.page.status_code == status, (path, self.page.status_code, said(self.page.text))
        assert stars_for_ears(self.page.text) == [], path
        assert len(primary_actions(self.page.text)) <= 1, (self.at, primary_actions(self.page.text))
        return self.page.text

    @property
    def at(self) -> str:
        """The address of the page that is open."""
        return self.page.url.path

    async def code(self) -> str:
        """The code in the newest message on the sample phone."""
        async with httpx.AsyncClient(verify=False) as http:  # else each reads all certificates there are
            messages = (await http.get(f"{self.phone_box}/phone.json", params={"to": self.member.phone})).json()
        return str(next(one for one in messages if "code" in one["parameters"])["parameters"]["code"])

    async def signs_in(self, next: str = "/cases") -> str:
        """Sign in with a one-time code."""
        await self.goes(f"/sign-in?next={next}")
        await self.sends("/sign-in", phone=self.member.phone, region="CN", next=next)
        text = await self.sends("/sign-in/code", code=await self.code())
        return await self.says_who() if self.at == "/sign-in/second" else text

    async def says_who(self) -> str:
        """Answer what is asked in a browser that isn't known yet: the name, and the last digits of the identity number."""
        return await self.sends("/sign-in/second", name=self.member.name, digits=self.member.id_number[-4:])

    async def begins(self, service: str) -> str:
        """Begin a case; answers its address."""
        await self.goes(f"/cases/new?service={service}")
        await self.sends("/cases", service=service)
        return "/".join(self.at.split("/")[:3])  # what follows is the first thing to do

    async def photographs(self, case: str, slot: str, picture: bytes, name: str = "照片.jpg", status: int = 200) -> str:
        """Upload a photo for a paper."""
        await self.goes(f"{case}/papers/{slot}")
        return await self.sends(f"{case}/papers/{slot}", files={"file": (name, picture, "image/jpeg")}, status=status)

    async def hands_in(self, case: str, status: int = 200) -> str:
        """Check and submit."""
        text = await self.goes(f"{case}/check")
        event = re.search(r'name="event" value="([^"]+)"', text)  # the page offers no button while something is missing
        return await self.sends(
            f"{case}/submission", event=event[1] if event else str(uuid4()), confirmed="yes", status=status
        )


HIDDEN_FROM_EARS = re.compile(
    r'<(\w+)[^>]* aria-hidden="true"[^>]*>[^<]*</\1>|<(script|style|template)\b.*?</\2>', re.DOTALL
)


def stars_for_ears(html: str) -> list[str]:
    """The masked values of a page that a screen reader would read star by star."""
    return re.findall(r"\S*[*＊]{2,}\S*", said(HIDDEN_FROM_EARS.sub(" ", html)))


ASIDE = re.compile(r"<(dialog|noscript)\b.*?</\1>", re.DOTALL)
PRIMARY = re.compile(r'<(a|button)\b[^>]*? ?class="button(?: button--(?:primary|wide))*"[^>]*>(.*?)</\1>', re.DOTALL)


def primary_actions(html: str) -> set[str]:
    """What the filled buttons of a page say; one that stands twice for two widths is one."""
    return {said(found[2]) for found in PRIMARY.finditer(ASIDE.sub("", html))}


def said(html: str) -> str:
    """The words of a page, as somebody reads them."""
    main = html[html.find("<main") : html.find("</main>")] or html
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).strip()


class Worker:
    """The worker, doing in order what waits; it is the real handlers on the real queue."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench

    async def works(self) -> list[str]:
        """Do everything that waits; answers what was done."""
        from backend.jobs import JOBS

        done: list[str] = []
        while job := await self.take():
            kind, handler = JOBS[job["entrypoint"]]
            await handler(self.bench, msgspec.json.decode(job["payload"], type=kind))
            done.append(job["entrypoint"])
        return done

    async def take(self) -> asyncpg.Record | None:
        """The next job."""
        async with transaction(self.bench.pool) as db:
            return await db.fetchrow(
                "delete from pgqueuer where id = (select id from pgqueuer where execute_after <= now() order by id limit 1)"
                " returning entrypoint, payload"
            )
