"""Signing in and stepping up a browser's session, and the page to go on with."""

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from auth.session import saved_form
from auth.session.browser import Browser
from auth.session.return_to import HOME
from backend.residents.types import Assurance, FreshProof, ProofMeans


async def sign_in_resident(
    browser: Browser, person: UUID, assurance: Assurance, wanted: str, means: ProofMeans, at: datetime | None, *, shared: bool = False
) -> str:  # fmt: skip
    """Sign in a resident who proved it by these means; returns the next page. Data saved by another person in this browser is dropped."""
    before, same = browser.session_id, browser.knows(f"person:{person}")
    await browser.sign_in(person, assurance, means, at, shared=shared)
    return await next_page(browser, before, wanted, same=same)


async def complete_step_up(browser: Browser, wanted: str, proof: FreshProof, assurance: Assurance | None = None) -> str:
    """Add a fresh proof to the session; returns the next page."""
    before = browser.session_id
    await browser.step_up(proof, assurance)
    return await next_page(browser, before, wanted, same=True)


async def next_page(browser: Browser, before: str, wanted: str, *, same: bool) -> str:
    """The saved form if there is one, else the wanted page; for another person the first page."""
    if await saved_form.move_to_new_session(browser, before, same=same):
        return f"/sign-in/kept?next={quote(wanted, safe='/')}"
    return wanted if same else HOME
