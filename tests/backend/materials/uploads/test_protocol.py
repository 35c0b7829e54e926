"""The tus matrix over HTTP: every way in, every wrong way, and who may not."""

import base64
import hashlib
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from backend.cases.papers import hand_in
from backend.materials.uploads.types import KEPT
from tests import people
from tests.conftest import NOW
from tests.support.allowance import ALLOWANCE
from tests.uploading import Sender, begun, paper


async def test_options_says_what_can_be_done_to_anybody(house: Any, browser: Any) -> None:
    for path in ("/uploads", "/uploads/7c9a1f5e-3a51-4d0e-9a83-0f6f1f4b2c11"):
        answer = await browser.options(path)
        assert answer.status_code == 204
        assert answer.headers["tus-version"] == "1.0.0"
        assert answer.headers["tus-max-size"] == str(hand_in.MAX_FILE_BYTES)
        assert set(answer.headers["tus-extension"].split(",")) == {
            "creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "termination",
        }  # fmt: skip
        assert answer.headers["tus-checksum-algorithm"] == "sha1,sha256"


async def test_from_promise_to_paper(sender: Sender, db: Any, card: bytes) -> None:
    where = await sender.promises(len(card))
    answer = await sender.asks("HEAD", where, 200)
    assert answer.headers["upload-offset"] == "0"
    assert answer.headers["upload-length"] == str(len(card))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert "filename " + base64.b64encode("身份证.png".encode()).decode() in answer.headers["upload-metadata"]
    assert await sender.adds(where, 0, card[:1000]) == 1000
    assert await paper(db) is None
    assert await sender.adds(where, 1000, card[1000:]) == len(card)
    kept = await paper(db)
    assert (kept["digest"], kept["size"], kept["slot"]) == (hashlib.sha256(card).hexdigest(), len(card), "id_card")
    assert (kept["file_name"], kept["content_type"]) == ("身份证.png", "image/png")
    assert await sender.stands(where) == len(card), "whose answer got lost asks again"
    assert await sender.adds(where, len(card), b"") == len(card)


async def test_the_first_bytes_may_come_with_the_promise(sender: Sender, db: Any, card: bytes) -> None:
    await sender.promises(len(card), body=card)
    assert (await paper(db))["digest"] == hashlib.sha256(card).hexdigest()
    where = await sender.promises(len(card), body=card[:500])
    assert await sender.stands(where) == 500
    await sender.promises(100, body=card[:200], status=413)


async def test_a_length_may_be_told_later_but_once(sender: Sender, db: Any, card: bytes) -> None:
    where = await sender.promises(None)
    answer = await sender.asks("HEAD", where, 200)
    assert answer.headers["upload-defer-length"] == "1"
    assert "upload-length" not in answer.headers
    await sender.adds(where, 0, card[:2000])
    await sender.adds(where, 2000, b"", 409, upload_length="1500")
    await sender.adds(where, 2000, b"", 413, upload_length=str(hand_in.MAX_FILE_BYTES + 1))
    await sender.adds(where, 2000, card[2000:3000], upload_length=str(len(card)))
    await sender.adds(where, 3000, b"", 409, upload_length="9000")
    await sender.adds(where, 3000, card[3000:])
    assert (await paper(db))["size"] == len(card)


async def test_what_is_asked_wrongly_changes_nothing(sender: Sender, card: bytes) -> None:
    await sender.promises(hand_in.MAX_FILE_BYTES + 1, status=413)
    await sender.promises(0, status=422)
    await sender.promises(10, status=412, tus_resumable="0.2.2")
    await sender.promises(10, status=412, tus_resumable=None)
    await sender.promises(10, status=400, metadata="case MQ==")
    await sender.promises(10, slot="of_another_service", status=404)
    where = await sender.promises(100)
    await sender.adds(where, 5, b"x", 409)
    await sender.adds(where, 0, b"x" * 101, 413)
    await sender.adds(where, 0, b"x", 415, content_type="application/json")
    await sender.adds(where, 0, b"x", 400, upload_offset="-1")
    await sender.adds(where, 0, b"x", 412, tus_resumable="2.0.0")
    unknown = "/uploads/7c9a1f5e-3a51-4d0e-9a83-0f6f1f4b2c11"
    await sender.adds(unknown, 0, b"x", 404)
    await sender.stands(unknown, 404)
    await sender.asks("DELETE", unknown, 404)
    assert await sender.stands(where) == 0


async def test_more_than_promised_is_not_taken_even_unannounced(sender: Sender) -> None:
    async def endless() -> Any:
        for _ in range(40):
            yield b"x" * 7

    where = await sender.promises(100)
    await sender.adds(where, 0, endless(), 413)
    assert await sender.stands(where) == 98


async def test_a_checksum_that_does_not_fit_keeps_nothing(sender: Sender, db: Any, card: bytes) -> None:
    where = await sender.promises(len(card))
    for algorithm in ("sha1", "sha256"):
        right = base64.b64encode(hashlib.new(algorithm, card[:700]).digest()).decode()
        await sender.adds(where, 0, card[1:701], 460, upload_checksum=f"{algorithm} {right}")
        assert await sender.stands(where) == 0
    await sender.adds(where, 0, card[:700], 400, upload_checksum="md5 AAAA")
    assert await sender.adds(where, 0, card[:700], upload_checksum=f"sha256 {right}") == 700
    rest = base64.b64encode(hashlib.sha1(card[700:]).digest()).decode()
    await sender.adds(where, 700, card[700:], upload_checksum=f"sha1 {rest}")
    assert (await paper(db))["digest"] == hashlib.sha256(card).hexdigest()


async def test_another_file_than_promised_is_refused_and_says_so(sender: Sender, db: Any, card: bytes) -> None:
    where = await sender.promises(len(card), about={"sha256": "0" * 64})
    await sender.adds(where, 0, card, 422)
    assert await paper(db) is None
    answer = await sender.asks(
        "PATCH", where, 422, b"", content_type="application/offset+octet-stream", upload_offset="0"
    )
    assert "重新选一次" in answer.json()["title"]


async def test_the_same_file_is_gone_on_with_wherever_it_was_begun(
    sender: Sender, resident: Any, house: Any, db: Any, card: bytes
) -> None:
    about = {"sha256": hashlib.sha256(card).hexdigest()}
    where = await sender.promises(len(card), about=about)
    await sender.adds(where, 0, card[:900])
    await house.framework.state.redis.flushdb()  # the phone is given a second code at once
    other_phone = await begun(resident(people.GRANDMOTHER), ALLOWANCE)
    assert other_phone.case == sender.case
    assert await other_phone.promises(len(card), about=about) == where
    assert await other_phone.promises(len(card), about=about, body=card) == where, (
        "and what is there isn't needed twice"
    )
    assert (await paper(db))["digest"] == about["sha256"]


async def test_a_newer_file_takes_the_place_of_one_on_its_way(sender: Sender, db: Any, card: bytes) -> None:
    first = await sender.promises(len(card))
    await sender.adds(first, 0, card[:900])
    second = await sender.promises(len(card))
    assert second != first
    await sender.stands(first, 410)
    await sender.adds(first, 900, card[900:], 410)
    await sender.adds(second, 0, card)
    assert await db.fetchval("select count(*) from material where state in ('waiting', 'read')") == 1


async def test_what_is_no_longer_wanted_is_gone(sender: Sender) -> None:
    where = await sender.promises(500)
    await sender.adds(where, 0, b"x" * 100)
    await sender.asks("DELETE", where, 204)
    await sender.asks("DELETE", where, 410)
    await sender.stands(where, 410)
    await sender.adds(where, 100, b"x", 410)


async def test_nobody_waits_for_ever(sender: Sender, as_owner: Any) -> None:
    where = await sender.promises(500)
    answer = await sender.asks("HEAD", where, 200)
    until = parsedate_to_datetime(answer.headers["upload-expires"])
    assert until == NOW + KEPT
    await as_owner("update upload set expires_at = $1", NOW - timedelta(seconds=1))
    await sender.stands(where, 410)
    await sender.adds(where, 0, b"x", 410)


async def test_a_stranger_hears_what_a_wrong_number_hears(sender: Sender, resident: Any) -> None:
    where = await sender.promises(500)
    stranger = await begun(resident(people.NOT_QUITE_SEVENTY), ALLOWANCE)
    unknown = "/uploads/7c9a1f5e-3a51-4d0e-9a83-0f6f1f4b2c11"
    for method, headers in (
        ("HEAD", {}), ("DELETE", {}), ("PATCH", {"content_type": "application/offset+octet-stream", "upload_offset": "0"}),
    ):  # fmt: skip
        theirs = await stranger.asks(method, where, 404, b"x" if method == "PATCH" else None, **headers)
        nobodys = await stranger.asks(method, unknown, 404, b"x" if method == "PATCH" else None, **headers)
        assert theirs.content == nobodys.content
    await stranger.promises(500, metadata=sender.about(), status=404)
    assert await sender.stands(where) == 0


async def test_only_our_own_pages_send_and_only_who_signed_in(sender: Sender, browser: Any) -> None:
    about = {"upload_length": "5", "upload_metadata": sender.about()}
    await sender.asks("POST", "/uploads", 403, x_csrf_token=None, **about)
    await sender.asks("POST", "/uploads", 403, x_csrf_token="0" * 40, **about)
    answer = await sender.asks(
        "POST", "/uploads", 403, origin="https://elsewhere.example", sec_fetch_site="cross-site", **about
    )
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert answer.headers["tus-resumable"] == "1.0.0"
    answer = await browser.post("/uploads", headers={"tus-resumable": "1.0.0", "accept": "*/*"})
    assert answer.status_code in {401, 403}


async def test_addresses_do_not_follow_forged_headers(sender: Sender) -> None:
    assert await sender.promises(
        5, x_forwarded_host="evil.example", x_forwarded_proto="ftp", forwarded="host=evil.example"
    )


async def test_a_network_that_only_lets_post_through(sender: Sender, db: Any, card: bytes) -> None:
    where = await sender.promises(len(card))
    kind = {"content_type": "application/offset+octet-stream", "upload_offset": "0"}
    await sender.asks("POST", where, 204, card, x_http_method_override="PATCH", **kind)
    assert (await paper(db))["size"] == len(card)
    await sender.asks("POST", where, 404, x_http_method_override="TRACE")


async def test_a_file_that_is_no_paper_is_refused_in_words_before_it_is_attached(sender: Sender, db: Any) -> None:
    program = b"MZ\x90\0" + b"\0" * 5000
    where = await sender.promises(len(program))
    answer = await sender.asks(
        "PATCH", where, 422, program, content_type="application/offset+octet-stream", upload_offset="0"
    )
    assert answer.json()["title"] == "这不是照片，也不是PDF文件。请直接拍照上传。"
    assert await paper(db) is None
    await sender.stands(where, 422)


async def test_what_no_store_keeps_is_refused_in_words(sender: Sender) -> None:
    await sender.promises(5, status=400, about={"filetype": "image/png\0"})
    where = f"/cases/{sender.case}/papers/id_card"
    insisted = await sender.browser.post(f"{where}/insistence", data={"reason": "\0"}, headers=sender.headers)
    assert (insisted.status_code, "认不出的符号" in insisted.text) == (400, True)
    nameless = {"content-type": "multipart/form-data; boundary=x", **sender.headers}
    form = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\x89PNG\xff\r\n--x--\r\n'
    assert (await sender.browser.post(where, content=form, headers=nameless)).status_code == 400


async def test_a_case_that_moved_on_takes_no_more_files(sender: Sender, db: Any, as_owner: Any, card: bytes) -> None:
    where = await sender.promises(len(card))
    await as_owner("update cases set state = 'submitted'")
    await sender.promises(len(card), status=409)
    await sender.adds(where, 0, card, 409)
    assert await paper(db) is None
