"""The catalogue for programs, over the real house: what it says, how it is cached, and that a publication is seen."""

import xml.etree.ElementTree as xml
from typing import Any

import brotli
import pytest

from backend.catalogue.open_data.plain_json import Item
from tests.support.each import each

BR = {"accept-encoding": "br"}
PLACES = (
    "/api/services", "/api/services/FT0205001", "/api/services/FT0205001.jsonld", "/api/services/FT0205001/national.json",
    "/api/categories", "/api/departments", "/api/divisions", "/api/service-points", "/api/outside-services", "/api/catalogue.jsonld", "/sitemap.xml", "/robots.txt",
    "/feeds/services.xml",
)  # fmt: skip


async def got(browser: Any, path: str) -> Any:
    answer = await browser.get(path, headers={"accept": "application/json"})
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:200])
    return answer.json()


@each("path", PLACES)
async def test_the_framework_and_then_the_front_give_the_same_bytes(house: Any, browser: Any, path: str) -> None:
    page_cache = house.framework.state.page_cache
    assert path not in page_cache.fixed
    first = await browser.get(path, headers=BR)
    if path not in page_cache.fixed:  # the house turned its first page just now, as it does when it opens
        first = await browser.get(path, headers=BR)
    assert path in page_cache.fixed
    again = await browser.get(path, headers=BR)
    assert (first.status_code, first.content) == (200, again.content)
    for name in ("etag", "content-type", "cache-control", "vary", "content-encoding"):
        assert first.headers.get(name) == again.headers.get(name), name
    assert "x-content-type-options" in first.headers


@each("path", PLACES)
async def test_who_has_it_already_is_told_so(browser: Any, path: str) -> None:
    etag = (await browser.get(path)).headers["etag"]
    again = await browser.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_who_has_it_already_is_told_so_by_the_framework_too(browser: Any, house: Any) -> None:
    etag = (await browser.get("/api/services?zero_trip=true")).headers["etag"]
    for sent in (etag, f'"other", W/{etag}'):
        assert (await browser.get("/api/services?zero_trip=true", headers={"if-none-match": sent})).status_code == 304


async def test_answers_are_packed(browser: Any) -> None:
    async with browser.stream("GET", "/api/services", headers=BR) as answer:
        packed = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "br"
    assert len(packed) < len(brotli.decompress(packed)) / 4


async def test_the_list_is_all_services_with_code_name_and_reason(browser: Any) -> None:
    found = await got(browser, "/api/services")
    assert len(found) == 212
    assert {"code", "name", "matched"} <= found[0].keys()
    assert found[0]["matched"] == []


@each(
    ("query", "count"),
    [("zero_trip=true", 98), ("zero_trip=false", 114), ("printable=true", 16), ("category=elderly", 14), ("handling=instant", 39),
     ("handling=same_day", 37), ("handling=promised", 136), ("audience=individual", 126 + 28), ("audience=enterprise", 58 + 28),
     ("zero_trip=true&category=nothing", 0)],
)  # fmt: skip
async def test_filters_narrow_the_list(browser: Any, query: str, count: int) -> None:
    assert len(await got(browser, f"/api/services?{query}")) == count


@pytest.mark.parametrize(
    ("query", "key", "value"), [("group=elderly", "groups", "elderly"), ("event=birth", "life_events", "birth")]
)
async def test_groups_and_events_narrow_the_list(browser: Any, query: str, key: str, value: str) -> None:
    found = await got(browser, f"/api/services?{query}")
    assert found
    assert all(value in one[key] for one in found)


@each("query", ["zero=true", "zero_trip=maybe", "audience=dogs", "limit=0", "group=cats", "q=" + "长" * 201])
async def test_a_filter_that_is_none_is_refused_not_ignored(browser: Any, query: str) -> None:
    answer = await browser.get(f"/api/services?{query}", headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_search_says_why_it_found_what_it_found(browser: Any) -> None:
    found = await got(browser, "/api/services?q=高龄津贴")
    assert found[0]["code"] in {"FT0205001", "FT0205002"}
    assert found[0]["matched"]
    assert 0 < len(found) <= 20
    narrowed = await got(browser, "/api/services?q=高龄津贴&limit=1")
    assert len(narrowed) == 1
    assert not await got(browser, "/api/services?q=高龄津贴&audience=enterprise&category=business&printable=true")


async def test_one_service_is_there_in_full(browser: Any) -> None:
    item = await got(browser, "/api/services/FT0205001")
    assert (item["name"], item["category"], item["department_name"]) == ("高龄老人津贴申请", "elderly", "区民政局")
    assert set(item) == {f for f in Item.__struct_fields__}
    assert (await got(browser, item["linked_data"]))["@graph"][0]["dct:identifier"] == "FT0205001"
    assert (await got(browser, item["national_fields"]))["事项名称"] == item["name"]


@each("name", ["FT9999999", "ft0205001", "FT0205001.xml", "FT9999999.jsonld", "FT9999999/national.json"])
async def test_what_is_not_there_is_not_there(browser: Any, house: Any, name: str) -> None:
    answer = await browser.get(f"/api/services/{name}", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert f"/api/services/{name}" not in house.framework.state.page_cache.fixed


async def test_other_spellings_of_an_address_fill_no_shelf(browser: Any, house: Any) -> None:
    for path in ("/api/services/", "/api/categories/", "//api//categories"):
        await browser.get(path)
    assert {p for p in house.framework.state.page_cache.fixed if p.startswith("/api")} <= {
        "/api/services",
        "/api/categories",
    }


async def test_categories_departments_and_divisions_are_counted(browser: Any) -> None:
    assert sum(c["services"] for c in await got(browser, "/api/categories")) == 212
    assert len(await got(browser, "/api/departments")) == 34
    levels = [d["level"] for d in await got(browser, "/api/divisions")]
    assert (levels.count("street"), levels.count("community")) == (10, 92)


async def test_the_sitemap_lists_only_pages_that_answer(browser: Any) -> None:
    site = xml.fromstring((await browser.get("/sitemap.xml")).content)
    places = [e.text or "" for e in site.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    services = [p for p in places if "/services/FT" in p]
    assert len(services) == 212
    for place in [*services[:3], *(p for p in places if p not in services)]:
        assert (await browser.get(place)).status_code == 200, place


async def test_robots_keep_out_of_what_is_somebodys(browser: Any) -> None:
    text = (await browser.get("/robots.txt")).text
    assert "Disallow: /cases\n" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


async def test_the_feed_is_atom_with_one_entry_a_publication(browser: Any) -> None:
    feed = xml.fromstring((await browser.get("/feeds/services.xml")).content)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 100
    ids = [e.findtext(f"{atom}id") for e in entries]
    assert len(set(ids)) == 100
    assert all(e.findtext(f"{atom}title") and e.findtext(f"{atom}updated") for e in entries)


async def test_the_interface_describes_itself(browser: Any) -> None:
    described = await got(browser, "/api/docs/openapi.json")
    assert {"/api/services", "/api/services/{name}", "/api/categories"} <= described["paths"].keys()
    assert not [p for p in described["paths"] if p.startswith("/cases")]
    names = {p["name"] for p in described["paths"]["/api/services"]["get"]["parameters"]}
    assert {"q", "category", "department", "audience", "handling", "zero_trip", "printable", "group", "event"} <= names
    bounds = {p["name"]: p["schema"] for p in described["paths"]["/api/services"]["get"]["parameters"]}
    assert (bounds["q"]["maxLength"], bounds["limit"]["minimum"], bounds["limit"]["maximum"]) == (200, 1, 1000)
    one = described["paths"]["/api/services/{name}"]["get"]["responses"]
    assert [list(one[status]["content"]) for status in ("200", "400", "404")] == [
        ["application/json"],
        *[["application/problem+json"]] * 2,
    ]
    assert list(described["paths"]["/api/catalogue.jsonld"]["get"]["responses"]["200"]["content"]) == [
        "application/ld+json"
    ]


async def test_a_turned_page_forgets_the_old_answers(browser: Any, house: Any) -> None:
    from backend.app import load_edition

    await got(browser, "/api/services")
    assert "/api/services" in house.framework.state.page_cache.fixed
    await load_edition(house.framework)
    assert "/api/services" not in house.framework.state.page_cache.fixed
    assert "/offline.html" in house.framework.state.page_cache.fixed, "what doesn't come from the catalogue stays"
