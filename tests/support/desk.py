"""Staff at the desk, over HTTP."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from backend.residents.types import Staff, Visitor
from tests.journey import said
from tests.support.visitors import headers_of


class Desk:
    """One of the staff at the desk."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self.browser = browser

    async def goes(self, path: str, status: int = 200) -> str:
        """Open a page."""
        page = await self.browser.get(path, headers={"accept": "text/html"})
        if page.status_code == 303:  # by hand: httpx forgets a cookie that was set as a header
            page = await self.browser.get(page.headers["location"], headers={"accept": "text/html"})
        assert page.status_code == status, (path, page.status_code, said(page.text))
        return said(page.text)

    async def sends(self, path: str, status: int = 303, **fields: str) -> str:
        """Send a form of the desk."""
        page = await self.browser.post(path, data=fields, headers={"accept": "text/html"})
        assert page.status_code == status, (path, page.status_code, said(page.text))
        return said(page.text)

    async def steps(self, case: str, action: str, status: int = 303, reason: str = "") -> str:
        """One step on the version of a case that the page shows now."""
        page = (await self.browser.get(f"/desk{case}", headers={"accept": "text/html"})).text
        version = re.search(r'name="version" value="(\d+)"', page)
        return await self.sends(
            f"/desk{case}/actions", status, officer_action=action, reason=reason, version=version[1] if version else "0"
        )

    async def approves(self, case: str, why: str = "", status: int = 303, **fields: str) -> str:
        """The form of an approval: what the facts don't show is counted as met for one reason, unless there is none."""
        page = (await self.browser.get(f"/desk{case}/approval", headers={"accept": "text/html"})).text
        hidden = dict(re.findall(r'type="hidden" name="(version|digest)" value="([^"]*)"', page))
        chosen = re.search(r'name="grant" value="(\w+)" checked', page)
        open_ones = re.findall(r'name="met-(\d+)"', page) if why else []
        sent = {f"met-{n}": "yes" for n in open_ones} | {f"why-{n}": why for n in open_ones} | hidden
        return await self.sends(
            f"/desk{case}/approval", status, **{"grant": chosen[1] if chosen else "", **sent, **fields}
        )


@asynccontextmanager
async def desk(house: Any, subject: str, *roles: str, staff: Staff | None = None) -> AsyncIterator[Desk]:
    """Signed in as somebody of civil affairs, or as the member of staff that is given."""
    visitor = Visitor(staff=staff or Staff(subject, subject, frozenset(roles), "civil_affairs"))
    origin = house.framework.state.settings.origin
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=origin) as browser:
        browser.headers.update(await headers_of(house.framework, visitor))
        yield Desk(browser)


def number_on(page: str) -> str:
    """The number of the receipt that a page shows."""
    found = re.search(r"/verify/([0-9A-Z-]{23})", page)
    assert found
    return found[1]
