"""The index in its file finds what the index in memory finds; a file that isn't whole is made anew, never believed."""

import sys
from pathlib import Path
from random import Random

import pytest

from backend.catalogue.load import read_service, service_files
from backend.catalogue.search import current_index, index_file
from backend.catalogue.search.build_index import build
from backend.catalogue.search.index_file import (
    CorruptIndex,
    decode_index,
    encode_index,
    index_file_name,
    map_index_file,
)
from backend.catalogue.search.index_process import KEPT, make
from backend.catalogue.search.outcome import search_services
from backend.catalogue.search.ranking import nearest_services
from backend.catalogue.search.types import SearchIndex
from backend.catalogue.types import Service

ASKED = (
    "老人补贴",
    "gljt",
    "gaoling",
    "離婚",
    "我想开个小店",
    "pension",
    "fishing licens",
    "zzz",
    "残疾人",
    "12345",
    "出狱了",
)


@pytest.fixture(scope="module")
def services() -> list[Service]:
    return [read_service(path) for path in list(service_files())[::5]]


@pytest.fixture(scope="module")
def built(services: list[Service]) -> SearchIndex:
    return build(services)


def test_it_finds_the_same(services: list[Service], built: SearchIndex) -> None:
    encoded = decode_index(encode_index(built))
    for text in (*ASKED, *(service.name for service in services)):
        assert search_services(encoded, text) == search_services(built, text), text
        assert nearest_services(encoded, text) == nearest_services(built, text), text
    assert encode_index(build(reversed(services))) == encode_index(built), "whoever builds it writes the same bytes"


def test_a_changed_byte_or_a_missing_end_is_noticed(services: list[Service], tmp_path: Path) -> None:
    path, whole = tmp_path / "x.index", encode_index(build(services[:3]))
    spoilt = [b"", whole[:20], whole[:-1], whole + b"\0"]
    places = Random(1).sample(range(len(whole)), 30)
    spoilt += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    for content in spoilt:
        path.write_bytes(content)
        with pytest.raises(CorruptIndex):
            map_index_file(path)
    with pytest.raises(CorruptIndex):
        map_index_file(tmp_path / "nothing")


async def test_a_damaged_file_is_made_anew_by_a_process_of_its_own(services: list[Service], tmp_path: Path) -> None:
    path = tmp_path / index_file_name(services)
    path.write_bytes(b"damaged")
    search = current_index.Search(tmp_path)
    search.renew(services)
    index = await search.index()
    assert search_services(index, services[0].name)[0].code == services[0].code
    assert search_services(map_index_file(path), services[0].name) == search_services(index, services[0].name)
    again = current_index.Search(tmp_path)
    again.renew(list(reversed(services)))
    assert again.renewing is None, "what is there is taken at once"


async def test_where_nothing_can_be_written_people_still_find(services: list[Service], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    search = current_index.Search(tmp_path / "file")
    search.renew(services[:3])
    assert search_services(await search.index(), services[0].name)


def test_a_search_needs_no_dictionary_of_the_libraries(built: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = decode_index(encode_index(built))
    for library in ("jieba", "pypinyin"):
        monkeypatch.setitem(sys.modules, library, None)  # now its import fails
    assert [nearest_services(encoded, text) for text in ASKED if not search_services(encoded, text)], (
        "both ways of searching were tried"
    )


def test_old_files_go_and_a_change_of_code_has_another_name(
    services: list[Service], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(KEPT + 3):
        (tmp_path / f"search-{n}.index").touch()
    path = tmp_path / index_file_name(services[:3])
    make(path, services[:3])
    make(path, services[:3])
    assert len(list(tmp_path.glob("search-*"))) == KEPT
    assert path.exists()
    assert index_file_name(services[:3]) != index_file_name(services[:2])
    monkeypatch.setattr(index_file, "code_digest", lambda: b"another version of the code")
    assert index_file_name(services[:3]) != path.name
