"""What holds for every route with a body: nobody waits with a connection in hand, and limits count while it comes."""

import asyncio
import time
from types import CodeType, FunctionType, ModuleType
from typing import Any

import msgspec
import pytest
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler

from backend.kit.body_limits import FORM, BodyLimit
from backend.kit.request_body import BodyTimeouts, limit_of_route
from backend.residents.types import Visitor
from tests.support.raw import FORM_TYPE, Raw
from tests.support.visitors import admitted, headers_of, routes

SOON = 2.0  # seconds in which a page that waits for nobody is there


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
    larger = {
        path for path in larger if not path.startswith(("/studio/", "/api/studio/"))
    }  # an editor's part of a service
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
