"""Steps of editors that several stories share: the service they write in, what is live, an approval, the turn of the house."""

from typing import Any

from backend.catalogue.published import PublishedCatalogue
from backend.kit.clock import local_date
from tests.support.editing import Editor

CODE = "FT0110009"
HERE = f"/studio/services/{CODE}"
MONEY, PAPERS, ABOUT = f"{HERE}/parts/money", f"{HERE}/parts/papers", f"{HERE}/parts/about"


async def live_on(house: Any, day: Any, code: str = CODE) -> Any:
    """The service in force on a day, as the database has it."""
    catalogue = PublishedCatalogue()
    async with house.framework.state.pool.acquire() as db:
        await catalogue.open(db, day)
    return catalogue.in_force[code].service


async def approves(editor: Editor, status: int = 200) -> None:
    """Open what waits and approve it as it stands."""
    page = await editor.goes(f"{HERE}/review")
    assert "逐处比较" in page
    if f"{HERE}/review/approval" in editor.page.text:
        await editor.presses(f"{HERE}/review/approval", status)
    else:
        assert status == 403


async def turned(house: Any) -> None:
    """The house has heard of the publication; its search index is not made anew, which would go on after the test."""
    state = house.framework.state
    async with state.pool.acquire() as db:
        await state.catalogue.open(db, local_date(state.clock()))
    state.page_cache.renew()


async def begins_draft(editor: Editor) -> None:
    """Begin to change the service."""
    await editor.goes(HERE)
    await editor.presses(f"{HERE}/draft")


async def proposes(editor: Editor, here: str = HERE) -> None:
    """Lay the draft before a second person."""
    await editor.goes(f"{here}/proposal")
    editor.fills(f"{here}/proposal", "变了什么，为什么", "换一句说明试试看")
    await editor.presses(f"{here}/proposal")
