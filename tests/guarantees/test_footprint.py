"""A photo and a submission go through few files and rooms, so that one person can follow them to the end.

What the framework runs for every request is counted too; `backend/kit`, which knows nothing about residents, is not.
"""

from typing import Any

from backend import jobs as _every_job  # noqa: F401  # what is imported for the first time is not a step of a photo
from backend.materials.samples import cast_papers
from tests import people
from tests.support.allowance import ALLOWANCE, fill_in
from tests.support.footprint import footprint

MOST_FILES_OF_A_PHOTO = 30
MOST_ROOMS_OF_A_SUBMISSION = 12


async def test_a_photo_and_a_submission(resident: Any, worker: Any) -> None:
    she = resident(people.GRANDMOTHER)
    await she.signs_in()
    case = await she.begins(ALLOWANCE)
    await fill_in(she, case)
    await she.goes(f"{case}/papers/id_card")
    photo = {"file": ("照片.jpg", cast_papers.id_card_front(she.member), "image/jpeg")}
    she.browser.follow_redirects = False
    with footprint() as taken:
        await she.sends(f"{case}/papers/id_card", files=photo, status=303)
        await worker.works()
    await she.goes(f"{case}/check")
    event = she.page.text.partition('name="event" value="')[2].partition('"')[0]
    with footprint() as submitted:
        await she.sends(f"{case}/submission", event=event, confirmed="yes", status=303)
    files = {path for path in taken.files if not path.startswith("backend/kit/")}
    assert len(files) <= MOST_FILES_OF_A_PHOTO, "\n".join(sorted(files))
    rooms = {"/".join(path.split("/")[: 2 if path.startswith("backend/") else 1]) for path in submitted.files}
    assert len(rooms) <= MOST_ROOMS_OF_A_SUBMISSION, sorted(rooms)
