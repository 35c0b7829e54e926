"""Where a person goes on after proving who they are: the form that was kept, where they were, or the first page."""

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
    """Sign this resident in, who proved it by these means; answers where they go on. What somebody else left behind here is dropped."""
    before, same = browser.held, browser.knows(f"person:{person}")
    await browser.sign_in(person, assurance, means, at, shared=shared)
    return await next_page(browser, before, wanted, same=same)


async def complete_step_up(browser: Browser, wanted: str, proof: FreshProof, assurance: Assurance | None = None) -> str:
    """The person of this session proved it again; answers where they go on."""
    before = browser.held
    await browser.step_up(proof, assurance)
    return await next_page(browser, before, wanted, same=True)


async def next_page(browser: Browser, before: str, wanted: str, *, same: bool) -> str:
    """The page to go on with, now that this browser holds a new id."""
    if await saved_form.move_to_new_session(browser, before, same=same):
        return f"/sign-in/kept?next={quote(wanted, safe='/')}"
    return wanted if same else HOME
