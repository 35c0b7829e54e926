"""The sample world over HTTP: what it refuses, the phone, the troubles, the pages."""

import re
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.registers.sample.app import LARGEST, NoKeys, create
from tests.backend.registers.conftest import KEY, SMS_KEY, World
from tests.conftest import free_port, serving
from tests.people import GRANDMOTHER


def query(**changes: Any) -> dict[str, Any]:
    """A complete question."""
    return {
        "request_id": str(uuid4()), "purpose": "FT0205001", "attributes": ["birth_date"],
        "subject": {"id_number": GRANDMOTHER.id_number, "name": GRANDMOTHER.name}, **changes,
    }  # fmt: skip


def message(**changes: Any) -> dict[str, Any]:
    """A complete short message."""
    code = {"code": "482913", "minutes": "10"}
    given = {"to": "+8619900000001", "template": "sign_in_code", "parameters": code, "id": str(uuid4())}
    return {**given, **changes}


def test_a_signed_question_is_answered_as_the_contract_says(world: World) -> None:
    asked = query(attributes=["birth_date", "nonsense", "died_on"])
    answer = world.send("/query", asked)
    said = answer.json()
    assert answer.status_code == 200
    assert set(said) == {"request_id", "answers", "silent"}
    assert (said["request_id"], said["silent"]) == (asked["request_id"], ["nonsense"])
    assert [(one["attribute"], one["value"]) for one in said["answers"]] == [
        ("birth_date", "1944-03-15"),
        ("died_on", None),
    ]
    assert set(said["answers"][0]) == {"attribute", "value", "source", "as_of", "expires"}


@pytest.mark.parametrize("path", ["/query", "/messages", "/trouble"])
def test_without_a_fresh_signature_nothing_is_said(world: World, path: str) -> None:
    unsigned = httpx.post(world.url + path, json=query())
    stale = world.send(path, query(), at=int(time.time()) - 301)
    another = world.send(path, query(), key="another")
    assert [one.status_code for one in (unsigned, stale, another)] == [401, 401, 401]
    assert GRANDMOTHER.id_number not in unsigned.text + stale.text + another.text


def test_the_gateway_has_its_own_key(world: World) -> None:
    assert world.send("/messages", message(), key=KEY).status_code == 401
    assert world.send("/query", query(), key=SMS_KEY).status_code == 401


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", {**query(), "more": 1}, query(attributes=[]), query(attributes=["a"] * 201), query(purpose=""),
        query(purpose="a b"), query(subject={"id_number": "", "name": ""}), query(request_id="1"), query(attributes="age"),
    ],
)  # fmt: skip
def test_an_incomplete_question_is_refused(world: World, content: Any) -> None:
    assert world.send("/query", content).status_code == 400


@pytest.mark.parametrize("path", ["/query", "/messages", "/trouble"])
def test_an_oversized_body_is_refused(world: World, path: str) -> None:
    assert world.send(path, b" " * (LARGEST + 1), key=SMS_KEY if path == "/messages" else KEY).status_code == 413


@pytest.mark.parametrize(
    "content",
    [
        {"register": "population", "mode": "fine"}, {"register": "nobody", "mode": "ok"}, {"register": "sms", "mode": "contradict"},
        {"register": "tax", "mode": "slow", "seconds": 3600}, {"register": "tax", "mode": "slow", "seconds": -1},
    ],
)  # fmt: skip
def test_troubles_that_do_not_exist_are_refused(world: World, content: Any) -> None:
    assert world.send("/trouble", content).status_code == 400


def test_a_register_is_down_for_its_own_questions_only(world: World) -> None:
    world.trouble("population", "down")
    assert world.send("/query", query()).status_code == 503
    mixed = world.send("/query", query(attributes=["birth_date", "benefits"])).json()
    assert (mixed["silent"], [one["attribute"] for one in mixed["answers"]]) == (["birth_date"], ["benefits"])


def test_a_message_arrives_once_however_often_it_is_sent(world: World) -> None:
    sent = message(to="+8619900000031")
    assert [world.send("/messages", sent, key=SMS_KEY).status_code for _ in range(3)] == [202, 202, 202]
    for to in ("19900000031", "+8619900000031", "199 0000 0031"):
        (one,) = httpx.get(f"{world.url}/phone.json", params={"to": to}).json()
        assert (one["id"], one["to"], one["parameters"]["code"]) == (sent["id"], "19900000031", "482913")
    assert "482913" in one["text"]


def test_messages_come_newest_first_and_by_number(world: World) -> None:
    for to, code in (("+8619900000032", "000001"), ("+8619900000033", "000002"), ("+8619900000032", "000003")):
        world.send("/messages", message(to=to, parameters={"code": code, "minutes": "5"}), key=SMS_KEY)
    codes = [one["parameters"]["code"] for one in httpx.get(f"{world.url}/phone.json").json()]
    mine = [one["parameters"]["code"] for one in httpx.get(f"{world.url}/phone.json?to=19900000032").json()]
    assert codes[:3] == ["000003", "000002", "000001"]
    assert mine == ["000003", "000001"]


@pytest.mark.parametrize(
    "content",
    [
        message(to="nobody"), message(to="1"), message(id="1"), message(template=""), message(parameters={"code": 1}),
        message(parameters={"code": "1" * 501}), message(parameters={str(n): "" for n in range(21)}), {**message(), "text": "x"},
    ],
)  # fmt: skip
def test_an_incomplete_message_is_refused(world: World, content: Any) -> None:
    assert world.send("/messages", content, key=SMS_KEY).status_code == 400


def test_a_gateway_can_be_down_or_lose_messages(world: World) -> None:
    lost = message(to="+8619900000034")
    world.trouble("sms", "down")
    assert world.send("/messages", lost, key=SMS_KEY).status_code == 503
    world.trouble("sms", "silent")
    assert world.send("/messages", lost, key=SMS_KEY).status_code == 202
    assert httpx.get(f"{world.url}/phone.json?to=19900000034").json() == []


def test_the_pages_need_no_script_and_stay_out_of_caches(world: World) -> None:
    world.send("/messages", message(to="+8619900000001", parameters={"code": "<b>1</b>", "minutes": "5"}), key=SMS_KEY)
    for path in ("/", "/phone", "/phone?to=19900000001", "/phone?still=true"):
        page = httpx.get(world.url + path)
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "<script" not in page.text
        assert "style=" not in page.text
        assert ">样本<" in page.text
    phone = httpx.get(world.url + "/phone").text
    assert "&lt;b&gt;1&lt;/b&gt;" in phone
    assert 'http-equiv="refresh"' in phone
    assert 'http-equiv="refresh"' not in httpx.get(world.url + "/phone?still=true").text
    assert httpx.get(world.url + "/style.css").headers["content-type"].startswith("text/css")


def test_the_first_page_tells_who_lives_here(world: World) -> None:
    world.send("/query", query(purpose="FT0205001"))
    text = httpx.get(world.url + "/").text
    assert GRANDMOTHER.name in text
    assert GRANDMOTHER.id_number in text
    assert "199 0000 0001" in text
    assert "FT0205001" in text
    assert "500 位居民" in text


def test_troubles_can_be_turned_on_and_off_by_the_form(world: World) -> None:
    form = {"register": "tax", "mode": "slow", "seconds": "2.5"}
    answer = httpx.post(world.url + "/", data=form, headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/#trouble")
    assert "税务登记</strong>：很慢（2.5 秒）" in httpx.get(world.url + "/").text
    httpx.post(world.url + "/", data={"register": "tax", "mode": "ok"}, headers={"sec-fetch-site": "same-origin"})
    assert "现在全部正常" in httpx.get(world.url + "/").text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}])
def test_another_site_can_turn_nothing_on(world: World, headers: dict[str, str]) -> None:
    answer = httpx.post(world.url + "/", data={"register": "tax", "mode": "down"}, headers=headers)
    assert answer.status_code == 403
    assert "现在全部正常" in httpx.get(world.url + "/").text


@pytest.mark.parametrize(
    "form", [{}, {"register": "tax"}, {"register": "tax", "mode": "x"}, {"register": "tax", "mode": "ok", "x": "1"}]
)
def test_a_form_that_is_none_of_ours_is_refused(world: World, form: dict[str, str]) -> None:
    answer = httpx.post(world.url + "/", data=form, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 400


def test_pictures_are_offered_beside_their_person_and_nothing_else_is(world: World) -> None:
    folder = world.folder / "sample-pictures"
    folder.mkdir(exist_ok=True)
    (folder / "chen_guilan-id_card_front.jpg").write_bytes(b"picture")
    (folder / "secret.txt").write_text("no")
    assert re.search(
        r'href="/pictures/chen_guilan-id_card_front.jpg" download>身份证人像面<', httpx.get(world.url + "/").text
    )
    got = httpx.get(world.url + "/pictures/chen_guilan-id_card_front.jpg")
    assert (got.content, got.headers["content-type"]) == (b"picture", "image/jpeg")
    for name in ("secret.txt", "..%2Fsample-phone.jsonl", "%2e%2e/sample-phone.jsonl", "lin-id.jpg"):
        assert httpx.get(f"{world.url}/pictures/{name}").status_code == 404


def test_a_restart_keeps_the_messages(tmp_path: Path) -> None:
    environ = {
        "FUTIAN_REGISTER_KEY": KEY,
        "FUTIAN_SMS_KEY": SMS_KEY,
        "VAR": str(tmp_path),
        "FUTIAN_SAMPLE_RESIDENTS": "0",
    }
    for times in (1, 2):
        with serving(create(environ), free_port()) as url:
            World(url, tmp_path).send("/messages", message(), key=SMS_KEY)
            assert len(httpx.get(f"{url}/phone.json").json()) == times


def test_it_does_not_start_without_keys(tmp_path: Path) -> None:
    with pytest.raises(NoKeys):
        create({"VAR": str(tmp_path), "FUTIAN_SMS_KEY": SMS_KEY})
