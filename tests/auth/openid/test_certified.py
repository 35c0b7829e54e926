"""Staff sign-in against a provider that is certified by the OpenID Foundation (npm oidc-provider)."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from backend.settings import Settings
from tests.auth.world import Clock, Person, running

ROOT = Path(__file__).resolve().parents[3]
MODULES = Path(os.environ.get("FUTIAN_NODE_MODULES", ROOT / "node_modules"))
CLIENT, SECRET, BACK = "smart-futian", "a secret of the client: + / %", "https://futian.test/staff/sign-in/callback"


@asynccontextmanager
async def certified(algorithm: str) -> AsyncIterator[str]:
    """The provider's issuer while it runs."""
    script = Path(__file__).with_name("certified.mjs")
    process = await asyncio.create_subprocess_exec(
        "node", str(script), CLIENT, SECRET, BACK, algorithm, str(MODULES),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
        assert line.startswith("http"), f"oidc-provider did not start; is it installed in {MODULES}?"
        yield line
    finally:
        process.kill()
        await process.wait()


async def at_the_provider(url: str) -> str:
    """The officer's browser follows the provider until it is sent back to us."""
    async with httpx.AsyncClient() as browser:
        for _ in range(8):
            answer = await browser.get(url)
            assert answer.is_redirect, answer.text
            url = str(httpx.URL(url).join(answer.headers["location"]))
            if url.startswith(BACK):
                return url
    raise AssertionError("the provider never sent the browser back")


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
async def test_an_officer_signs_in_at_a_certified_provider(
    installation: Settings, clock: Clock, algorithm: str
) -> None:
    async with certified(algorithm) as issuer:
        ours = msgspec.structs.replace(installation, oidc_issuer=issuer, oidc_client=CLIENT, oidc_secret=SECRET)
        async with running(ours, clock) as app, Person(app) as officer:
            led = await officer.get("/staff/sign-in/start")
            back = await at_the_provider(led.headers["location"])
            landed = await officer.get(back)
            assert (landed.status_code, landed.headers["location"]) == (303, "/desk"), landed.text
            told = (await officer.get("/staff-only")).json()
            claims = {"subject": "officer-1", "name": "韩晓梅", "roles": ["officer"], "department": "civil_affairs"}
            assert told == told | claims
            assert (await officer.get(back)).status_code == 403, "the same answer again"
