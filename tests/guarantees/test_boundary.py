"""What holds for every route, whatever is sent: nobody waits with a connection in hand, limits count, methods are answered."""

import asyncio
import random
import time
from datetime import timedelta
from types import CodeType, FunctionType, ModuleType
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler

from backend.kit.canonical_url import OWN_HEAD
from backend.kit.request_body import FORM, BodyLimit, BodyTimeouts, limit_of_route
from backend.kit.request_parameters import bounds_of
from backend.residents.types import ROLES, Assurance, FreshProof, Staff, Visitor
from tests.support.raw import Raw
from tests.support.visitors import headers_of, routes

FORM_TYPE = "application/x-www-form-urlencoded"
SOON = 2.0  # seconds in which a page that waits for nobody is there


def admitted(app: Any, handler: HTTPRouteHandler) -> Visitor:
    """A visitor whom this route admits."""
    now = app.state.clock()
    proofs = (FreshProof(now, "passkey"), FreshProof(now, "staff"))
    resident = Visitor(person=uuid4(), assurance=Assurance.VERIFIED, proofs=proofs)
    for visitor in (Visitor(), resident, *(staff(role, proofs) for role in ROLES)):
        try:
            handler.opt["access"](visitor)
        except Exception:
            continue
        return visitor
    raise AssertionError(handler)


def staff(role: Any, proofs: Any) -> Visitor:
    """Somebody of the staff in this role."""
    return Visitor(staff=Staff("sub-9", "测试", frozenset({role}), "civil_affairs"), proofs=proofs)


def with_bodies(app: Any) -> list[tuple[str, str, HTTPRouteHandler]]:
    """The routes that take a body."""
    return [one for one in routes(app) if one[0] not in ("GET", "HEAD", "OPTIONS")]


async def test_a_stalled_body_on_any_route_keeps_nobody_else_waiting(house: Any) -> None:
    app = house.framework
    assert (await Raw("GET", "/readyz", {}, [], whole=True).answered(house))[0] == 200
    hold = []
    for method, path, handler in with_bodies(app):
        headers = await headers_of(app, admitted(app, handler))
        told = {"content-type": FORM_TYPE, "content-length": "1000", "tus-resumable": "1.0.0", **headers}
        stalled = [Raw(method, path, told, [b"a=1"], whole=False) for _ in range(app.state.settings.pool_size + 2)]
        hold += [asyncio.create_task(one.answered(house)) for one in stalled]
        until = time.monotonic() + SOON
        while not all(one.stalls or one.said for one in stalled):
            assert time.monotonic() < until, f"{method} {path} comes to its body only with a connection in hand"
            await asyncio.sleep(0.005)
        began = time.monotonic()
        status, _, _ = await Raw("GET", "/readyz", {}, [], whole=True).answered(house)
        assert status == 200, f"{method} {path} keeps connections to the database while its body is on the way"
        assert time.monotonic() - began < SOON, path
    for task in hold:
        task.cancel()
    await asyncio.gather(*hold, return_exceptions=True)


async def test_a_body_that_stops_is_given_up_and_told_so(house: Any) -> None:
    house.framework.state.patience = BodyTimeouts(idle=0.1)
    headers = {"content-type": FORM_TYPE, "accept": "text/html", "sec-fetch-site": "same-origin"}
    status, _, body = await Raw("POST", "/sign-in", headers, [b"phone=1"], whole=False).answered(house)
    assert status == 408
    assert "网络太慢" in body.decode()


@pytest.mark.parametrize("announced", [True, False])
async def test_every_form_is_counted_while_it_comes(house: Any, announced: bool) -> None:
    app, piece = house.framework, b"a" * 16_384
    for method, path, handler in with_bodies(app):
        limit = limit_of_route(handler)
        if limit.stream or limit.file:
            continue
        headers = {"content-type": FORM_TYPE, **await headers_of(app, admitted(app, handler))}
        if announced:
            headers["content-length"] = str(len(piece) * 100)
        raw = Raw(method, path, headers, [b"a="] + [piece] * 100, whole=True)
        status, _, body = await raw.answered(house)
        assert (status, msgspec.json.decode(body)["type"]) == (413, "/problems/form-too-long"), (method, path)
        assert raw.taken <= 3 * limit.most + len(piece), f"{path} reads on after its limit"


async def test_fields_are_counted_before_they_are_parsed(house: Any) -> None:
    headers = {"content-type": FORM_TYPE, "accept": "text/html", "sec-fetch-site": "same-origin"}
    raw = Raw("POST", "/sign-in", headers, [b"&".join([b"a=1"] * (FORM.fields + 1))], whole=True)
    assert (await raw.answered(house))[0] == 413


async def test_only_whom_the_route_admits_may_send_files(house: Any) -> None:
    app = house.framework
    for method, path, handler in with_bodies(app):
        if not limit_of_route(handler).file or handler.opt["access"].__name__ == "public":
            continue
        headers = {"content-type": "multipart/form-data; boundary=x", **await headers_of(app, Visitor())}
        raw = Raw(method, path, headers, [b"-" * 65_536] * 50, whole=True)
        assert (await raw.answered(house))[0] in (401, 403), path
        assert raw.taken == 0, f"{path} reads the files of strangers"


async def test_limits_are_data_beside_the_policy(house: Any) -> None:
    larger = {path for _, path, handler in with_bodies(house.framework) if limit_of_route(handler).most > FORM.most}
    assert all(isinstance(handler.opt.get("body", FORM), BodyLimit) for _, _, handler in routes(house.framework))
    assert len(larger) < 12, "forms without files take 64 KB"


def names_in(code: CodeType) -> set[str]:
    """What this code and the comprehensions in it name."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return set(code.co_names).union(*map(names_in, inner))


def reads_files(function: Any, seen: set[Any]) -> bool:
    """Does it, or any function of ours that it calls, take files out of a form?"""
    if not isinstance(function, FunctionType) or function in seen:
        return False
    seen.add(function)
    names, known = names_in(function.__code__), function.__globals__
    if "UploadFile" in names and known.get("UploadFile") is UploadFile:
        return True
    modules = [known[name] for name in names if isinstance(known.get(name), ModuleType)]
    called = [known.get(name) for name in names] + [vars(module).get(name) for module in modules for name in names]
    return any(reads_files(one, seen) for one in called)


async def test_a_route_that_reads_files_takes_the_bytes_of_files(house: Any) -> None:
    small = [
        path
        for _, path, handler in with_bodies(house.framework)
        if reads_files(handler.fn, set()) and not limit_of_route(handler).file
    ]
    assert small == [], "photos would be answered 413"


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
        for method in ("PUT", "OPTIONS"):
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
