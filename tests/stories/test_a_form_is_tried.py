"""An editor builds a form, sees where it leads and fills it in as a resident would; nothing is stored as a case."""

from typing import Any

from backend.catalogue.types import FormField
from backend.residents.types import Staff
from tests.support.any_service import anything
from tests.support.editing import MENG, Editor
from tests.support.studio_steps import HERE, begins_draft

FORM, FLOW, TRIAL = f"{HERE}/parts/form", f"{HERE}/flow", f"{HERE}/trial"


async def adds(editor: Editor, nth: int, label: str, kind: str, **more: str) -> None:
    """Add a question at the end of the form."""
    await editor.goes(FORM)
    editor.fills(FORM, "题目", label, nth=nth)
    editor.filled[f"field.{nth}.kind"] = kind
    editor.filled |= {f"field.{nth}.{name}": value for name, value in more.items()}
    await editor.presses(FORM)


def action_of(editor: Editor) -> str:
    """Where the page that is open is sent to."""
    return TRIAL + editor.page.text.split(f'action="{TRIAL}')[1].split('"')[0]


async def fills_in(editor: Editor, fields: tuple[FormField, ...]) -> str:
    """Answer the questions of the page that is open with anything that fits, and go on."""
    action = action_of(editor)
    names = {name for name, _ in editor.inputs(action).values}
    for field in fields:
        answer = anything(field)
        if f"{field.key}_year" in names and isinstance(answer, str):
            boxes = zip(("year", "month", "day"), answer.split("-"), strict=False)
            editor.filled |= {f"{field.key}_{box}": value for box, value in boxes}
        elif f'name="{field.key}"' in editor.page.text:
            editor.filled[field.key] = str(answer)
    return await editor.presses(action)


async def test_a_form_is_built_looked_at_and_tried(staff: Any, house: Any) -> None:
    meng = await staff(MENG)
    await begins_draft(meng)
    service = house.framework.state.catalogue.get("FT0110009").service
    first = len(service.field)
    key = f"field_{first + 1}"
    await adds(meng, first, "有没有孩子一起迁？", "yes_no", section="家人")
    await adds(
        meng, first + 1, "孩子几岁？", "number", section="家人", max="17", **{"when.field": key, "when.one_of": "是"}
    )
    page = await meng.goes(FLOW)
    assert "“有没有孩子一起迁？”答“是”时才问" in page
    assert "谁也走不到" not in page

    await meng.goes(FORM)
    meng.filled[f"field.{first + 1}.at"] = str(first + 1)  # before the question that it hangs on
    meng.filled[f"field.{first}.at"] = str(first + 2)
    await meng.presses(FORM)
    assert "它要看的那一题排在它后面" in await meng.goes(FLOW)
    await meng.presses(f"{FORM}/undo")

    async with house.framework.state.pool.acquire() as db:
        before = await db.fetchval("select count(*) from cases")
    page = await meng.goes(TRIAL)
    for _ in range(
        first + 2
    ):  # until the page of the new questions; what earlier pages ask is known from the form itself
        if "有没有孩子一起迁" in page:
            break
        page = await fills_in(meng, service.field)
    here = action_of(meng)
    meng.filled |= {key: "yes", f"field_{first + 2}": "30"}
    await meng.presses(here, 422)
    meng.filled |= {key: "yes", f"field_{first + 2}": "9"}
    page = await meng.presses(here)
    assert "走到头了" in page
    assert service.material[0].name in page
    async with house.framework.state.pool.acquire() as db:
        assert await db.fetchval("select count(*) from cases") == before


async def test_answers_of_a_page_that_was_tampered_with_are_refused(staff: Any) -> None:
    meng = await staff(MENG)
    await meng.goes(TRIAL)
    for wrong in ({"_given": "[1]"}, {"_given": '{"a": {"b": 1}}'}, {"surplus": "x"}):
        await meng.goes(TRIAL)
        await meng.presses(f"{TRIAL}/1", 400, **wrong)
    nobody = await staff(Staff("officer-1", "某人", frozenset({"officer"}), "gov_service"))
    await nobody.goes(TRIAL, 403)
