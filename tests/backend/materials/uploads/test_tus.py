"""What the headers of an upload say, and what is refused before anything is touched."""

import base64
import hashlib
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.kit.problems import NotUnderstood, Refusal
from backend.materials.uploads import tus
from tests.support.each import each

CASE = "7c9a1f5e-3a51-4d0e-9a83-0f6f1f4b2c11"
ABOUT = tus.encoded({"case": CASE, "slot": "id_card"})


@each(
    ("headers", "refusal"),
    [
        ({"upload-metadata": ABOUT}, NotUnderstood),
        ({"upload-metadata": ABOUT, "upload-length": "10", "upload-defer-length": "1"}, NotUnderstood),
        ({"upload-metadata": ABOUT, "upload-defer-length": "2"}, NotUnderstood),
        ({"upload-metadata": ABOUT, "upload-length": "-1"}, NotUnderstood),
        ({"upload-metadata": ABOUT, "upload-length": "1e3"}, NotUnderstood),
        ({"upload-metadata": ABOUT, "upload-length": "٣"}, NotUnderstood),
        ({"upload-metadata": ABOUT, "upload-length": "9" * 40}, NotUnderstood),
        ({"upload-metadata": ABOUT, "upload-length": "101"}, tus.TooLong),
        ({"upload-metadata": ABOUT, "upload-length": "10", "content-length": "10"}, tus.NotBytes),
        (
            {"upload-metadata": ABOUT, "upload-length": "10", "content-length": "10", "content-type": "image/png"},
            tus.NotBytes,
        ),
        ({"upload-length": "10"}, NotUnderstood),
    ],
)
def test_a_creation_that_is_unclear_is_refused(headers: dict[str, str], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        tus.creation(headers, 100)


def test_a_creation_says_how_long_or_later() -> None:
    assert tus.creation({"upload-metadata": ABOUT, "upload-length": "100"}, 100).length == 100
    later = tus.creation({"upload-metadata": ABOUT, "upload-defer-length": "1", "content-type": tus.BODY_TYPE}, 100)
    assert (later.length, later.carries_bytes, later.metadata.case) == (None, True, UUID(CASE))


@each(
    "text",
    [
        "case",
        f"case {base64.b64encode(b'42').decode()}",
        ABOUT + "," + ABOUT,
        ABOUT + ",owner " + base64.b64encode(b"somebody").decode(),
        ABOUT + ",filename !!!",
        ABOUT + ",filename " + base64.b64encode(b"\xff\xfe").decode(),
        ABOUT + ",sha256 " + base64.b64encode(b"abc").decode(),
        ABOUT + ",filename " + base64.b64encode(b"a" * 5000).decode(),
        ABOUT + ",",
        "ca\x01se " + base64.b64encode(CASE.encode()).decode(),
    ],
)
def test_metadata_that_is_unclear_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        tus.metadata(text)


@given(st.text(max_size=3000))
@example("name \x80")  # a header may hold any latin-1 letter
def test_no_metadata_breaks_the_reader(text: str) -> None:
    try:
        found = tus.metadata(text)
    except NotUnderstood:
        return
    assert found.slot


@given(st.text(max_size=60))
def test_a_name_comes_through_as_it_was_written(name: str) -> None:
    assert tus.metadata(tus.encoded({"case": CASE, "slot": "s", "filename": name})).filename == name


@each(
    ("headers", "refusal"),
    [
        ({}, tus.NotBytes),
        ({"content-type": "application/octet-stream", "upload-offset": "0"}, tus.NotBytes),
        ({"content-type": tus.BODY_TYPE}, NotUnderstood),
        ({"content-type": tus.BODY_TYPE, "upload-offset": "-5"}, NotUnderstood),
        ({"content-type": tus.BODY_TYPE, "upload-offset": "0", "upload-checksum": "md4 AAAA"}, NotUnderstood),
        ({"content-type": tus.BODY_TYPE, "upload-offset": "0", "upload-checksum": "sha1 ***"}, NotUnderstood),
    ],
)
def test_an_addition_that_is_unclear_is_refused(headers: dict[str, str], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        tus.addition(headers)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_fits_its_bytes_and_no_others(algorithm: str) -> None:
    digest = base64.b64encode(hashlib.new(algorithm, b"abc").digest()).decode()
    found = tus.checksum({"upload-checksum": f"{algorithm} {digest}"})
    assert found
    assert found.fits(b"abc")
    assert not found.fits(b"abd")


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1", "1.0.0 "])
def test_another_version_is_refused(version: str | None) -> None:
    with pytest.raises(tus.WrongVersion):
        tus.check_version({} if version is None else {"tus-resumable": version})
