"""What is the same for everybody is answered from ready bytes, in the smallest encoding, or not at all when it hasn't changed."""

import httpx
import pytest

from backend.kit.precompressed import precompress
from backend.kit.response_cache import PageCache, ResponseCache

PAGE = precompress(("<!doctype html>" + "福" * 3000).encode(), "text/html; charset=utf-8")


async def behind(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


@pytest.fixture
def client() -> httpx.AsyncClient:
    page_cache = PageCache()
    page_cache.put("/", "normal", PAGE)
    page_cache.put("/", "elder", precompress(b"elder", "text/html"))
    return httpx.AsyncClient(transport=httpx.ASGITransport(ResponseCache(behind, page_cache)), base_url="http://x")  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip", ""])
async def test_the_smallest_encoding_the_browser_takes(client: httpx.AsyncClient, encoding: str) -> None:
    found = await client.get("/", headers={"accept-encoding": encoding})
    assert found.headers.get("content-encoding", "") == encoding
    assert found.content == PAGE.body
    assert found.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("match", [PAGE.etag, f"W/{PAGE.etag}", f'"other", {PAGE.etag}'])
async def test_unchanged_is_said_in_no_bytes(client: httpx.AsyncClient, match: str) -> None:
    found = await client.get("/", headers={"if-none-match": match})
    assert (found.status_code, found.content, found.headers["etag"]) == (304, b"", PAGE.etag)


async def test_what_has_changed_is_sent(client: httpx.AsyncClient) -> None:
    assert (await client.get("/", headers={"if-none-match": '"other"'})).content == PAGE.body


async def test_an_endless_list_of_encodings_is_not_read(client: httpx.AsyncClient) -> None:
    found = await client.get("/", headers={"accept-encoding": "x, " * 100 + "br"})
    assert "content-encoding" not in found.headers
    assert found.content == PAGE.body


async def test_the_mode_chooses_between_prepared_pages_and_nothing_else(client: httpx.AsyncClient) -> None:
    assert (await client.get("/", headers={"cookie": "mode=elder"})).text == "elder"
    for odd in ("mode=../../etc", "mode=", "other=1; mode=x", "mode"):
        assert (await client.get("/", headers={"cookie": odd})).content == PAGE.body


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("GET", "/?q=1"), ("GET", "/other")])
async def test_everything_else_is_passed_on(client: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await client.request(method, path)).status_code == 418


async def test_head_has_the_headers_only(client: httpx.AsyncClient) -> None:
    found = await client.head("/")
    assert found.content == b""
    assert int(found.headers["content-length"]) > 0
