"""What holds for every route, whatever is sent: methods are answered, no header and no parameter breaks a page."""

import asyncio
import random
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.kit.canonical_url import OWN_HEAD
from backend.kit.request_parameters import bounds_of
from backend.residents.types import Assurance, Visitor
from tests.support.raw import FORM_TYPE, Raw
from tests.support.visitors import admitted, headers_of, routes

SOON = 2.0  # seconds in which a page that waits for nobody is there


async def test_head_is_get_without_a_body_and_other_methods_are_405(house: Any) -> None:
    app = house.framework
    methods: dict[str, set[str]] = {}
    for method, path, _ in routes(app):
        methods.setdefault(path, set()).add(method)
    for method, path, handler in routes(app):
        if "HEAD" in handler.http_methods:
            assert path.startswith(OWN_HEAD)
        if method != "GET" or path.endswith("/news"):
            continue
        app.state.clock.pass_(seconds=1)
        headers = await headers_of(app, admitted(app, handler))
        head = await Raw("HEAD", path, headers, [], whole=True).answered(house)
        get = await Raw("GET", path, headers, [], whole=True).answered(house)
        # a public page is kept after its first answer, and has an ETag from then on
        assert (head[0], set(head[1]) - {"etag"}) == (get[0], set(get[1]) - {"etag"}), path
        assert head[2] == b"", path
    for path, known in methods.items():
        for method in {"PUT", "OPTIONS"} - known:
            status, headers, _ = await Raw(method, path, {}, [], whole=True).answered(house)
            if method == "OPTIONS" and status == 204:  # open data answers a preflight
                continue
            assert status == 405, (method, path)
            assert {"GET", "POST", "PATCH", "DELETE", "HEAD"} & known <= set(headers["allow"].split(", ")), path


OPEN = (
    "/api/services",
    "/api/services/FT0205001.jsonld",
    "/api/catalogue.jsonld",
    "/feeds/services.xml",
    "/api/services/none",
)


async def test_open_data_is_for_pages_of_everybody_and_nothing_else_is(browser: httpx.AsyncClient) -> None:
    asking = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    for path in (*OPEN, *OPEN):  # from the framework, then from the front
        found = await browser.get(path, headers={"origin": "https://elsewhere.example", "accept": "application/json"})
        assert found.headers.get("access-control-allow-origin") == "*", path
        assert "set-cookie" not in found.headers
        before = await browser.options(path, headers=asking)
        assert (before.status_code, before.headers["access-control-allow-origin"]) == (204, "*"), path
    for path in ("/", "/me", "/cases", "/push/key", "/desk", "/session.json", "/sign-in"):
        for found in (await browser.get(path, headers=asking), await browser.options(path, headers=asking)):
            assert "access-control-allow-origin" not in found.headers, path


async def test_an_address_has_one_spelling(house: Any) -> None:
    for path, there in (
        ("//services/FT0305008", "/services/FT0305008"),
        ("/services/", "/services"),
        ("///", "/"),
        ("//evil.example/x", "/evil.example/x"),
    ):
        status, headers, _ = await Raw("GET", path, {}, [], query=b"q=1", whole=True).answered(house)
        assert (status, headers["location"]) == (308, there + "?q=1"), path
    for path in (
        "/services%2FFT0305008",
        "/services%5cFT0305008",
        "/services/%2e%2e/me",
        "/services/..",
        "/a\x00",
        "/a%00",
    ):
        raw = Raw("GET", path.replace("%2F", "/"), {}, [], whole=True)
        raw.scope["raw_path"] = path.encode()
        assert (await raw.answered(house))[0] == 404, path
    assert (await Raw("POST", "//mode", {}, [b""], whole=True).answered(house))[0] == 404


BAD_HEADERS = {
    "origin": ("http://[x", "null", "\xff", "a" * 5000), "referer": ("http://[x", "//", "\xff\xfe"), "hx-current-url": ("http://[x", ":"),
    "host": ("[", "a b", "x" * 5000, "\xe9", ""), "cookie": ("futian=\xff", "=;;=", "mode=\"\\"), "accept": ("text/html;q=\xff", ",,", "*/" * 500),
    "content-type": ("multipart/form-data", "multipart/form-data; boundary=\xe9", "application/x-www-form-urlencoded; charset=zz", ";"),
    "content-length": ("-1", "9" * 30, "x"), "accept-language": ("\xff;q=z",), "x-forwarded-for": ("[", ",,,"), "if-none-match": ("\xff",),
    "sec-fetch-site": ("\xff",), "user-agent": ("\x7f\xff" * 50,), "range": ("bytes=-",), "x-csrf-token": ("\xff\xfe",), "accept-encoding": ("br;q=\xff",),
}  # fmt: skip


async def test_no_header_breaks_a_page(house: Any) -> None:
    app = house.framework
    resident = await headers_of(app, Visitor(person=uuid4(), assurance=Assurance.PHONE))
    asked = (
        ("GET", "/", {}),
        ("GET", "/services?q=1", {}),
        ("GET", "/me", resident),
        ("POST", "/sign-in", {}),
        ("POST", "/cases", resident),
    )
    for method, path, own in asked:
        for name, values in BAD_HEADERS.items():
            for value in values:
                for more in ({}, {"hx-request": "true"}):
                    headers = {"accept": "text/html", "content-type": FORM_TYPE, **own, **more, name: value}
                    status, _, _ = await Raw(method, path.partition("?")[0], headers, [b"a=1"], whole=True).answered(
                        house
                    )
                    assert status < 500, (method, path, name, value)


BAD_VALUES = (
    "",
    "a" * 3000,
    "%00",
    "%ff%fe",
    "9" * 400,
    "-99999999999999999999",
    "1e400",
    "nan",
    "%D9%A3",
    "..%2F",
    "%0d%0aX:y",
    "[",
    "1&{name}=2",
)


async def ask_with_bad_parameters(house: Any, one_in: int) -> None:
    """Ask every page with every bad value of every parameter, or with one in some of them, begun at random."""
    app, turn = house.framework, random.randrange(one_in)
    for method, path, handler in routes(app):
        if method != "GET" or path.endswith("/news"):
            continue
        headers = {**await headers_of(app, admitted(app, handler)), "accept": "text/html"}
        for name in (*bounds_of(handler), "back", "next"):
            for value in BAD_VALUES:
                turn += 1
                if turn % one_in:
                    continue
                query = f"{name}={value.replace('{name}', name)}".encode()
                status, _, _ = await Raw("GET", path, headers, [], query=query, whole=True).answered(house)
                assert status < 500, (path, query)


async def test_no_parameter_breaks_a_page(house: Any) -> None:
    await ask_with_bad_parameters(house, one_in=12)


@pytest.mark.nightly
async def test_no_parameter_at_all_breaks_a_page(house: Any) -> None:
    await ask_with_bad_parameters(house, one_in=1)


async def test_a_declared_length_counts(browser: httpx.AsyncClient, house: Any) -> None:
    for method, path, handler in routes(house.framework):
        for name, bounds in bounds_of(handler).items():
            if method == "GET" and not bounds.number and f"{{{name}" not in path:
                headers = {
                    **await headers_of(house.framework, admitted(house.framework, handler)),
                    "accept": "text/html",
                }
                raw = Raw("GET", path, headers, [], query=f"{name}={'x' * (bounds.longest + 1)}".encode(), whole=True)
                assert (await raw.answered(house))[0] in (400, 404), (path, name)


async def test_three_hundred_at_once_are_answered(house: Any) -> None:
    headers = await headers_of(house.framework, Visitor(person=uuid4(), assurance=Assurance.PHONE))
    asked = [Raw("GET", "/session.json", headers, [], whole=True).answered(house) for _ in range(300)]
    assert {status for status, _, _ in await asyncio.gather(*asked)} == {200}


async def test_a_refused_stream_says_when_to_come_again(house: Any) -> None:
    app = house.framework
    headers = {
        **await headers_of(app, Visitor(person=uuid4(), assurance=Assurance.PHONE)),
        "accept": "text/event-stream",
    }
    taken = [await app.state.pool.acquire() for _ in range(app.state.settings.pool_size)]
    try:
        status, told, body = await Raw("GET", f"/cases/{uuid4()}/papers/x/news", headers, [], whole=True).answered(
            house
        )
        began = time.monotonic()
        assert (await Raw("GET", "/readyz", {}, [], whole=True).answered(house))[0] == 503
        assert time.monotonic() - began < timedelta(seconds=3).total_seconds()
    finally:
        for one in taken:
            await app.state.pool.release(one)
    assert (status, body.split(b":")[0]) == (200, b"retry")
    assert told["content-type"].startswith("text/event-stream")
