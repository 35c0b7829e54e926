"""An editor changes one thing in many services: looked at, put into drafts, published by nobody; filters kept, stops counted."""

from typing import Any

import asyncpg
import pytest

from backend.catalogue.drafting.bulk import BulkChange, changed
from tests.journey import TOKEN
from tests.support.editing import CHENG, HAN, MENG
from tests.support.studio_steps import ABOUT, CODE, HERE, begins_draft, proposes

OTHER = "FT0205001"
BULK = "/studio/bulk"


async def test_one_word_changes_in_many_drafts_and_nothing_is_published(staff: Any, house: Any) -> None:
    meng, live = await staff(MENG), house.framework.state.catalogue.in_force
    before = {code: live[code].digest for code in (CODE, OTHER)}
    await begins_draft(meng)
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "草稿里自己写的一句话。")
    await meng.presses(ABOUT)
    assert "给选上的事项改同一处" in await meng.goes("/studio?needs=mine")
    await meng.goes(f"{BULK}?code={CODE}&code={OTHER}")
    meng.filled |= {"words": "深", "instead": "x"}
    assert "这里不能空着" in await meng.presses(BULK, 422)
    meng.filled |= {"words": "深圳", "instead": "深圳市", "review_by": "2027-03-01"}
    assert "会改2个事项" in await meng.presses(BULK)
    page = await meng.presses(f"{BULK}/drafts")
    assert "2个事项存进了草稿，还没有发布" in page
    assert "草稿里自己写的一句话。" in await meng.goes(ABOUT), "what somebody wrote in the draft stays"
    assert "2027-03-01" in meng.page.text
    assert {code: live[code].digest for code in before} == before
    await meng.goes(f"{BULK}?code=FT9999999")
    refused = await meng.browser.get(BULK, params={"code": [CODE] * 61})
    assert refused.status_code in {400, 422}


async def test_what_waits_for_a_second_person_is_left_and_told(staff: Any) -> None:
    meng, han = await staff(MENG), await staff(HAN)
    await begins_draft(meng)
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "等着审核的一句话。")
    await meng.presses(ABOUT)
    await proposes(meng)
    await han.goes(f"{BULK}?code={CODE}")
    han.filled["review_by"] = "2027-03-01"
    await han.presses(BULK)
    assert "0个事项存进了草稿" in (page := await han.presses(f"{BULK}/drafts"))
    assert "这些在等审核，没有动" in page


def test_a_word_changes_where_people_read_it_and_its_sources_follow(service_content: Any) -> None:
    word = service_content.service.who[0][:3]
    after = changed(service_content, BulkChange(words=word, instead="改过的"))
    assert after.service.who[0].startswith("改过的")
    assert after.service.code == service_content.service.code
    assert [m.key for m in after.service.material] == [m.key for m in service_content.service.material]
    assert not [place for place in after.service.provenance if f":{word}" in place]
    assert after.rules == service_content.rules
    assert changed(service_content, BulkChange()) == service_content


@pytest.fixture
def service_content(house: Any) -> Any:
    """A service in force."""
    return house.framework.state.catalogue.in_force[OTHER].content


async def test_a_filter_is_kept_by_whom_it_belongs_to(staff: Any) -> None:
    meng, cheng = await staff(MENG), await staff(CHENG)
    await meng.goes("/studio?needs=uncertain&q=老人")
    meng.filled["name"] = "老人没核实的"
    page = await meng.presses("/studio/filters")
    assert "老人没核实的" in page
    assert "老人没核实的" not in await cheng.goes("/studio")
    await meng.follows("老人没核实的")
    assert meng.page.url.params["needs"] == "uncertain"
    drop = meng.page.text.split('action="/studio/filters/')[1].split('"')[0]
    await cheng.goes("/studio?needs=uncertain")
    token = cheng.inputs("/studio/filters").values
    await cheng.browser.post(f"/studio/filters/{drop}", data={"_token": dict(token)["_token"]})
    assert "老人没核实的" in await meng.goes("/studio"), "somebody else can't drop it"
    assert "老人没核实的" not in await meng.presses(f"/studio/filters/{drop}")


async def test_where_twenty_people_stopped_is_shown_and_fewer_are_not(staff: Any, house: Any, admin_url: str) -> None:
    meng, state = await staff(MENG), house.framework.state
    field = state.catalogue.in_force[CODE].service.field[0]
    admin = await asyncpg.connect(admin_url)
    await admin.execute("set session_replication_role = replica")  # drafts of nobody: only their number counts
    for count, question in ((20, field.key), (19, state.catalogue.in_force[CODE].service.field[1].key)):
        await admin.execute(STOPPED, CODE, state.catalogue.in_force[CODE].id, question, count)
    await admin.close()
    page = await meng.goes(HERE)
    assert "20人" in page
    assert "19人" not in page
    assert "20人填到一半停下" in await meng.goes("/studio?needs=stops")
    found = (await meng.browser.get("/api/studio/stops")).json()
    assert found == [{"service": CODE, "question": field.key, "people": 20}]


STOPPED = """
insert into cases (id, number, principal, opened_by, service, service_version, state, department, last_question, updated_at)
select gen_random_uuid(), 'T' || $3 || n, person, person, $1, $2, 'draft', 'gov_service', $3, timestamptz '2026-11-01'
from (select n, gen_random_uuid() as person from generate_series(1, cast($4 as int)) n) as many
"""


async def test_a_program_changes_many_drafts_and_comments_on_a_field(staff: Any, house: Any) -> None:
    meng, cheng = await staff(MENG), await staff(CHENG, fresh=True)
    await meng.goes(HERE)
    sent = {"codes": [CODE], "review_by": "2027-03-01"}
    api = await as_program(meng, "/api/studio/bulk", sent)
    assert [(one["code"], one["changes"][0]["path"]) for one in api.json()] == [(CODE, "service.review_by")]
    assert (await meng.browser.get(f"/api/studio/services/{CODE}/draft")).status_code == 404, "only looked at"
    assert (await as_program(meng, "/api/studio/bulk/drafts", sent)).json()["saved"] == 1
    assert (await as_program(meng, "/api/studio/bulk", {"codes": ["FT9999999"]})).status_code == 400
    await proposes(meng)
    draft = cheng.inputs(f"{HERE}/review/approval") if await cheng.goes(f"{HERE}/review") else None
    assert draft is not None
    words = {"id": dict(draft.values)["id"], "place": "service.review_by", "says": "请写明为什么推后"}
    assert (await as_program(cheng, f"/api/studio/services/{CODE}/comments", words)).status_code == 204
    assert (
        await as_program(cheng, f"/api/studio/services/{CODE}/comments", {**words, "place": "x"})
    ).status_code == 400
    (said_of,) = (await meng.browser.get(f"/api/studio/services/{CODE}/comments")).json()
    assert (said_of["place"], said_of["says"]) == ("service.review_by", "请写明为什么推后")
    end = f"/api/studio/services/{CODE}/comments/{said_of['id']}/end"
    assert (await as_program(meng, end, {})).status_code == 204
    assert (await meng.browser.get(f"/api/studio/services/{CODE}/comments")).json() == []


async def as_program(editor: Any, path: str, sent: Any) -> Any:
    """Post JSON with the token of the page that is open."""
    if token := TOKEN.search(editor.page.text):
        editor.browser.headers["x-csrf-token"] = token[1]
    return await editor.browser.post(path, json=sent)
