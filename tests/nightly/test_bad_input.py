"""Tens of thousands of bad requests over every route of the internal interface description: never a 5xx.

Part `long` of `make nightly`; FUTIAN_BAD_INPUTS says how many, FUTIAN_SEED which. Figures: docs/security-tests.md.
"""

import asyncio
import os
import random
from collections import Counter
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from backend.residents.types import ROLES, Assurance, FreshProof, Staff, Visitor
from backend.route_inventory import internal_document
from tests.support.raw import Raw
from tests.support.visitors import headers_of

NUMBER = int(os.environ.get("FUTIAN_BAD_INPUTS", "50000"))
SEED = int(os.environ.get("FUTIAN_SEED", "20261130"))

TEXTS = (
    "", " ", "0", "-1", "1e400", "nan", "inf", "null", "9" * 30, "9" * 400, "a" * 201, "a" * 3000, "\x00", "\x1f", "\x7f", "\u202e", "\ud800",
    "\U0001f9d3", "\u200b", "１２", "٣", "王" * 80, "../../etc/passwd", "//x", "%2f", "%00", "';--", "{{7*7}}", "${x}", "<script>", "[", "]]>", "\r\nX: y",
    "FT0205001", "2026-02-30", "yes", "%", "_", "\\", "{}", "[]", "true", "13800138000", "11010519491231002X",
)  # fmt: skip
FIELDS = (
    "_token", "phone", "region", "next", "code", "event", "confirmed", "service", "reason", "number", "name", "id_number", "seen", "word", "verdict",
    "version", "officer_action", "place", "file", "front", "back", "nonce", "draft", "device", "category", "quiet", "mode", "back", "said", "source", "key", "on",
)  # fmt: skip
HEADERS = (
    "accept", "accept-language", "accept-encoding", "content-type", "content-length", "cookie", "host", "origin", "referer", "hx-request", "hx-current-url",
    "if-none-match", "range", "sec-fetch-site", "tus-resumable", "upload-offset", "upload-length", "upload-metadata", "upload-checksum", "user-agent",
    "x-csrf-token", "x-forwarded-for", "x-http-method-override", "last-event-id", "authorization",
)  # fmt: skip
KINDS = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data; boundary=x", "multipart/form-data",
    "application/json", "application/offset+octet-stream", "text/plain", "\xff/\xff",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO")


class Bad:
    """Makes bad requests from a seed; the same seed makes the same ones."""

    def __init__(self, document: dict[str, Any], seed: int) -> None:
        self.any = random.Random(seed)
        self.routes = [(m.upper(), path, told) for path, of in document["paths"].items() for m, told in of.items()]

    def text(self) -> str:
        """Something nobody means."""
        if self.any.random() < 0.3:
            return "".join(
                chr(self.any.choice((self.any.randrange(256), self.any.randrange(0x3000))))
                for _ in range(self.any.randrange(12))
            )
        return self.any.choice(TEXTS)

    def request(self, visitors: list[dict[str, str]]) -> Raw:
        """One bad request to some route, by somebody."""
        method, path, told = self.any.choice(self.routes)
        for one in told["parameters"]:
            if one["in"] == "path":
                good = str(uuid4()) if one["schema"].get("format") == "uuid" else "1"
                path = path.replace(
                    f"{{{one['name']}}}",
                    good if self.any.random() < 0.6 else self.text().encode("utf-8", "replace").decode(),
                )
        names = [one["name"] for one in told["parameters"] if one["in"] == "query"] or ["back"]
        query = "&".join(f"{self.any.choice(names)}={self.coded()}" for _ in range(self.any.randrange(3)))
        headers = dict(self.any.choice(visitors))
        headers["content-type"] = self.any.choice(KINDS)
        headers["accept"] = self.any.choice(("text/html", "application/json", "text/event-stream", "*/*"))
        for _ in range(self.any.randrange(3)):
            headers[self.any.choice(HEADERS)] = self.text().encode("utf-8", "replace").decode("latin-1")
        if self.any.random() < 0.05:
            method = self.any.choice(METHODS)
        body = b"" if method in ("GET", "HEAD", "OPTIONS") else self.body(headers)
        return Raw(method, path, headers, [body], query=query.encode("latin-1", "replace"), whole=True)

    def coded(self) -> str:
        """A value in a query: rightly coded, or as it is."""
        text = self.text()
        return quote(text, errors="replace") if self.any.random() < 0.8 else text

    def body(self, headers: dict[str, str]) -> bytes:
        """A body that fits the content type more or less."""
        token = headers.get("x-csrf-token", "")
        form = "&".join(f"{self.any.choice(FIELDS)}={self.coded()}" for _ in range(self.any.randrange(6)))
        parts = (
            f"_token={quote(token)}&{form}".encode("utf-8", "replace"),
            self.any.randbytes(self.any.randrange(200)),
            b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n' + self.any.randbytes(50) + b"\r\n--x--\r\n",
            b'--x\r\ncontent-disposition: form-data; name="' + self.any.choice(FIELDS).encode() + b'"\r\ncontent-type: text/plain; charset=zz\r\n\r\na\r\n--x--',
            b"[" * 20_000, b'{"credential": ' + self.any.choice((b"{}", b"1", b"null", b'"x"')) + b"}", b"{" * 3 + b"}", b"a=1&" * 600,
        )  # fmt: skip
        return self.any.choice(parts)


def everybody(now: Any, person: Any) -> list[Visitor]:
    """One of each kind of visitor, all with fresh proofs."""
    proofs = (FreshProof(now, "passkey"), FreshProof(now, "staff"))
    staff = [Visitor(staff=Staff(f"fuzz-{r}", "测试", frozenset({r}), "civil_affairs"), proofs=proofs) for r in ROLES]
    return [Visitor(), Visitor(person=person, assurance=Assurance.VERIFIED, proofs=proofs), *staff]


async def test_no_bad_request_ends_in_an_error_of_ours(house: Any) -> None:
    app, seen, wrong = house.framework, Counter[int](), []
    bad = Bad(internal_document(app), SEED)
    person = await app.state.pool.fetchval("select id from person order by id limit 1")
    for number in range(NUMBER):
        if number % 500 == 0:  # sessions end, by sign-outs among the requests too
            visitors = [await headers_of(app, one) for one in everybody(app.state.clock(), person)]
        raw = bad.request(visitors)
        async with asyncio.timeout(20):
            status, _, _ = await raw.answered(house)
        seen[int(status)] += 1
        if status >= 500:
            wrong.append(
                (status, raw.scope["method"], raw.scope["path"], raw.scope["query_string"], raw.scope["headers"])
            )
    print(NUMBER, "bad requests:", dict(sorted(seen.items())))
    assert wrong == []
