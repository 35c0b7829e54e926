"""Staff at a real browser: signing in by the sample provider, pressing buttons."""

from playwright.async_api import Page, expect


async def signs_in(page: Page, name: str, then: str) -> None:
    """Sign in as a member of staff by the sample provider."""
    await page.context.clear_cookies(name="futian")
    await page.goto(f"/staff/sign-in/start?next={then}")
    await page.get_by_role("button", name=name).first.click()
    await page.wait_for_url(f"**{then}")


async def presses(page: Page, words: str, then: str) -> None:
    """Press a button and wait for words of the page that it opens."""
    await page.get_by_role("button", name=words).first.click()
    await expect(page.get_by_text(then).first).to_be_visible()
