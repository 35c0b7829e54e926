"""Ready bytes: fingerprints, encodings, what may be kept for how long."""

import gzip
from io import BytesIO

import brotli
import msgspec
import pytest
import zstandard
from PIL import Image

from backend.kit.precompressed import IMMUTABLE, precompress
from pwa.assets import NotBuilt, read_assets, static_files
from pwa.templates import render
from tests.support.addresses import PUBLIC, SIGNED_IN
from tests.support.each import each

ASSETS = read_assets()
FILES = static_files(ASSETS, render("offline.html").encode())


def test_fingerprinted_files_are_kept_for_good_and_the_rest_is_asked_for_again() -> None:
    for path, ready in FILES.items():
        assert (ready.cache_control == IMMUTABLE) == path.startswith("/assets/"), path
    assert FILES["/service_worker.js"].cache_control == "no-cache"


def test_every_encoding_unpacks_to_the_same_bytes() -> None:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": zstandard.decompress}
    for path, ready in FILES.items():
        for name, open_ in unpack.items():
            body, encoding = ready.negotiate(name)
            assert (open_(body) if encoding else body) == ready.body, (path, name)
    assert FILES[ASSETS.path("app.css")].br


@each(
    ("accepts", "name"),
    [
        ("gzip, deflate, br, zstd", "br"), ("gzip, zstd", "zstd"), ("gzip", "gzip"), ("", ""), ("identity", ""),
        ("br;q=0, gzip", "gzip"), ("br;q=0.0, gzip;q=0", ""), ("br;q=0.5", "br"),
    ],
)  # fmt: skip
def test_the_browser_gets_an_encoding_it_takes(accepts: str, name: str) -> None:
    assert FILES[ASSETS.path("app.css")].negotiate(accepts)[1] == name


def test_bytes_that_would_not_shrink_are_sent_as_they_are() -> None:
    assert precompress(b"x", "text/plain").negotiate("br, gzip") == (b"x", "")


def test_equal_bytes_have_equal_tags_and_others_differ() -> None:
    assert (
        precompress(b"a", "text/plain").etag
        == precompress(b"a", "text/html").etag
        != precompress(b"b", "text/plain").etag
    )


def test_a_missing_build_says_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(NotBuilt, match="npm run build"):
        read_assets(tmp_path_factory.mktemp("nothing"))


def test_the_manifest_shows_real_pictures_and_leads_to_pages() -> None:
    manifest = msgspec.json.decode(FILES["/manifest.webmanifest"].body)
    for shown in manifest["screenshots"]:
        picture = FILES[shown["src"]].body
        width, height = Image.open(BytesIO(picture)).size
        assert (shown["sizes"], len(picture) < 60_000) == (f"{width}x{height}", True), shown
        assert max(width, height) / min(width, height) <= 2.3, "browsers leave out longer ones"
    assert {shown["form_factor"] for shown in manifest["screenshots"]} == {"narrow", "wide"}
    assert {one["url"] for one in manifest["shortcuts"]} <= {*PUBLIC, *SIGNED_IN}
