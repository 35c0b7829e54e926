"""Finding without an account and without JavaScript: by words, by situation, by trying; everything can be reached."""

import re
from html import unescape
from typing import Any

import httpx
import msgspec
import pytest

from backend.rules.rule import in_force
from tests import people
from tests.conftest import NOW, new_browser
from tests.journey import TOKEN, said

ALLOWANCE = "FT0205001"
LINKS = re.compile(r'href="(/services[^"#]*)"')
LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


async def opened(browser: httpx.AsyncClient, path: str, status: int = 200, **query: str) -> str:
    """The page at this address."""
    answer = await browser.get(path, params=query or None)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.text


async def test_a_grandmother_finds_her_allowance_in_her_own_words(browser: httpx.AsyncClient) -> None:
    for words in ("奶奶今年八十二，能领什么钱", "gljt", "高齡津貼", "老人钱"):
        page = await opened(browser, "/services", q=words)
        assert LINKS.findall(page[page.find("<h1>") :])[0] == f"/services/{ALLOWANCE}", words
    assert "也叫“老人钱”" in said(page)


async def test_nothing_found_still_leads_on(browser: httpx.AsyncClient) -> None:
    page = await opened(browser, "/services", q="zzzz飞船<script>alert(1)</script>")
    assert "12345" in said(page)
    assert "<script>alert" not in page
    assert "/services" in LINKS.findall(page)


async def test_every_service_can_be_reached_by_browsing(browser: httpx.AsyncClient, house: Any) -> None:
    seen: set[str] = set()
    ways = {"/services"}
    for path in sorted(set(LINKS.findall(await opened(browser, "/services")))):
        ways.add(path)
        found = LINKS.findall(await opened(browser, unescape(path)))
        seen.update(one.rsplit("/", 1)[-1] for one in found if "/services/FT" in one)
    held = set(house.framework.state.catalogue.in_force)
    assert len(held) == 212
    assert held <= seen
    assert {w.split("/")[2] for w in ways if w.count("/") == 3} == {"for", "group", "with"}


@pytest.mark.parametrize(
    ("path", "count"), [("/services/with/zero-trip", 98), ("/services/with/printable", 16), ("/services/elderly", 14)]
)
async def test_lists_are_complete(browser: httpx.AsyncClient, path: str, count: int) -> None:
    page = await opened(browser, path)
    assert len(set(re.findall(r"/services/FT\d{7}", page))) == count


async def test_all_departments_are_there(browser: httpx.AsyncClient) -> None:
    page = await opened(browser, "/services/by")
    paths = sorted({p for p in LINKS.findall(page) if p.startswith("/services/by/")})
    assert len(paths) == 34
    for path in paths:
        assert "没有找到" not in said(await opened(browser, path))


async def test_an_unknown_address_is_not_there(browser: httpx.AsyncClient) -> None:
    for path in (
        "/services/FT9999999",
        "/services/for/nothing",
        "/services/by/nobody",
        "/services/FT9999999/qr.svg",
        "/services/FT9999999/check",
    ):
        await opened(browser, path, 404)


async def test_a_service_page_speaks_to_search_engines_and_to_nobody_in_particular(
    browser: httpx.AsyncClient, house: Any
) -> None:
    for code in house.framework.state.catalogue.in_force:
        page = await opened(browser, f"/services/{code}")
        text = LINKED.search(page)
        assert text
        graph = msgspec.json.decode(text[1])["@graph"]
        assert [node["@type"] for node in graph] == ["GovernmentService", "FAQPage", "BreadcrumbList"]
        assert len(graph[1]["mainEntity"]) >= 3
        assert 'name="token"' not in page
        assert "_token" not in page


async def test_another_service_named_on_a_page_leads_there(browser: httpx.AsyncClient) -> None:
    page = await opened(browser, f"/services/{ALLOWANCE}")
    assert '“<a href="/services/FT0107012">老年父母投靠子女入户</a>”' in page


async def test_the_code_leads_to_the_page(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(f"/services/{ALLOWANCE}/qr.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.startswith("<svg")


async def test_a_cached_page_never_carries_a_visitors_token(
    house: Any, browser: httpx.AsyncClient, settings: Any
) -> None:
    await browser.get(f"/services/{ALLOWANCE}/check")  # this browser now holds an id, so its forms have a token
    await browser.get("/services/elderly")
    async with new_browser(house, settings.origin) as other:
        assert 'name="token"' not in (await other.get("/services/elderly")).text
        assert 'name="token"' not in (await other.get("/services", params={"q": "居住证"})).text


async def tried(browser: httpx.AsyncClient, code: str = ALLOWANCE, status: int = 200, **answers: Any) -> str:
    """Answer the questions of 能办吗."""
    page = await opened(browser, f"/services/{code}/check")
    token = TOKEN.search(page)
    assert token
    answer = await browser.post(f"/services/{code}/check", data={"_token": token[1], **answers})
    assert answer.status_code == status, said(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.url.query == b""
    return said(answer.text)


def born(year: str) -> dict[str, str]:
    return {"birth_date_year": year, "birth_date_month": "2", "birth_date_day": "6"}


async def test_trying_says_yes_with_the_amount(browser: httpx.AsyncClient) -> None:
    text = await tried(browser, hukou="4403", **{"benefits-senior_allowance": "no"}, **born("1944"))
    assert "看起来可以办" in text
    assert "300" in text


async def test_trying_says_from_when(browser: httpx.AsyncClient) -> None:
    text = await tried(browser, hukou="440304", **{"benefits-senior_allowance": "no"}, **born("1957"))
    assert "2027年2月6日起就可以办" in text


async def test_trying_says_why_not(browser: httpx.AsyncClient) -> None:
    text = await tried(browser, hukou="99", **{"benefits-senior_allowance": "no"}, **born("1944"))
    assert "现在还不符合" in text
    assert "没对上" in text
    assert "系统不会拒绝您" in text


async def test_trying_says_what_is_missing(browser: httpx.AsyncClient) -> None:
    text = await tried(browser, hukou="440304")
    assert "还差一点才知道" in text
    assert "您的出生日期是哪一天？" in text


async def test_a_wrong_answer_comes_back_with_its_sentence(browser: httpx.AsyncClient) -> None:
    text = await tried(browser, status=422, **{**born("1944"), "birth_date_month": "14"})
    assert "请填写一个真实的日期" in text


async def test_trying_needs_the_token_of_this_page(browser: httpx.AsyncClient) -> None:
    for token in ({}, {"_token": "不是令牌"}):
        answer = await browser.post(f"/services/{ALLOWANCE}/check", data={"hukou": "4403", **token})
        assert answer.status_code == 403


async def test_a_signed_in_visitor_is_answered_from_what_is_known_of_her(resident: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    # identity and registers are asked on the way; without that the profile is silent
    await grandmother.begins(ALLOWANCE)
    await grandmother.goes(f"/services/{ALLOWANCE}/check")
    text = said(await grandmother.sends(f"/services/{ALLOWANCE}/check", use="profile"))
    assert "一条一条看" in text
    assert people.GRANDMOTHER.name not in text
    assert "您的户口在哪里" in text  # what is not known can still be answered by hand


async def test_a_stranger_has_no_profile_to_ask(browser: httpx.AsyncClient) -> None:
    assert "用我的资料看" not in await opened(browser, f"/services/{ALLOWANCE}/check")
    text = await tried(browser, status=200, use="profile")
    assert "还差一点才知道" in text


async def test_every_rule_can_be_tried(browser: httpx.AsyncClient, house: Any) -> None:
    catalogue = house.framework.state.catalogue
    codes = [
        code for code, version in catalogue.in_force.items() if version.rules and version.service.elsewhere is None
    ]
    asking = 0
    for code in codes:
        page = await opened(browser, f"/services/{code}/check")
        shown = await opened(browser, f"/services/{code}")
        rule = in_force(catalogue.in_force[code].rules, NOW.date())
        assert rule is None or all(one.says in unescape(shown) for one in rule.require), (
            code
        )  # nothing is checked unsaid
        offered = f"/services/{code}/check" in shown
        assert offered == ("看结果" in page), code
        if offered:
            assert "还差一点才知道" in await tried(browser, code), code
            asking += 1
    assert len(codes) > 40
    assert asking > 30
