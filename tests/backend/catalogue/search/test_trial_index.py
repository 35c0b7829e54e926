"""What a search would find with other words is what the next index finds, though nothing is built for it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from backend.catalogue.load import read_service, service_files
from backend.catalogue.search.build_index import build
from backend.catalogue.search.index_file import index_file_name
from backend.catalogue.search.lexicon import SearchWords, lexicon, lexicon_of, search_words
from backend.catalogue.search.trial_index import found_in, try_words, with_services, with_words
from backend.catalogue.search.types import SearchIndex
from backend.catalogue.tables import overlay
from backend.catalogue.types import Service

CODE, NEW = "FT0205001", "给寿星发红包"
QUERIES = (
    "老人钱",
    "高龄津贴",
    "gljt",
    "孩子上学",
    "公司注册",
    "住房补贴",
    "lao ren",
    "senior allowance",
    "出狱了",
    "残疾人",
)


@dataclass(frozen=True)
class Shipped:
    """The shipped services, and one of them."""

    services: list[Service]

    @property
    def one(self) -> Service:
        return next(service for service in self.services if service.code == CODE)


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return Shipped([read_service(path) for path in service_files()])


@pytest.fixture(autouse=True)
def shipped_tables() -> Iterator[None]:
    yield
    overlay.replace({})


def test_a_service_as_it_is_changes_nothing(index: SearchIndex, shipped: Shipped) -> None:
    same = with_services(index, [shipped.one])
    for query in (*QUERIES, *shipped.one.aliases):
        assert found_in(same, query) == found_in(index, query), query


def test_a_new_alias_and_one_that_is_gone(index: SearchIndex, shipped: Shipped) -> None:
    gone, *rest = shipped.one.aliases
    changed = with_services(index, [replace(shipped.one, aliases=(*rest, NEW))])
    new, old = try_words(index, changed, [NEW, gone], CODE)
    assert (new.before, new.after) == (None, 1)
    assert old.before == 1
    assert old.after != 1 or found_in(changed, gone) != found_in(index, gone) or gone in shipped.one.name


def test_a_service_that_is_not_live_yet(index: SearchIndex, shipped: Shipped) -> None:
    own = replace(shipped.one, code="FT0299999", name="独角兽登记", aliases=("养独角兽",))
    assert try_words(index, with_services(index, [own]), ["独角兽登记"], own.code)[0].after == 1


def test_another_word_of_a_meaning(index: SearchIndex, shipped: Shipped) -> None:
    rows = [replace(row, words=(*row.words, "神兽")) if row.key == "meaning.child" else row for row in search_words()]
    words = lexicon_of(rows)
    after = with_words(index, words, shipped.services, ["神兽"])
    tried = try_words(index, after, ["神兽"], words=words)[0]
    assert tried.first_before == ()
    assert set(tried.first_after) & {name for _, name in found_in(index, "孩子")}
    assert "神兽" not in lexicon().senses, "only tried"


def test_changed_words_ask_for_another_index(shipped: Shipped) -> None:
    before = index_file_name(shipped.services)
    overlay.replace({"messages": {"x": {"resident.text": ["…"]}}})
    assert index_file_name(shipped.services) == before
    overlay.replace({"search_words": {"meaning.child": {"key": "meaning.child", "words": ["神兽"]}}})
    assert index_file_name(shipped.services) != before
    assert lexicon().senses["神兽"] == ("m:child",)
    assert next(row for row in search_words() if row.key == "meaning.child") == SearchWords(
        key="meaning.child", words=("神兽",)
    )


@pytest.mark.nightly
def test_the_next_index_finds_the_same(index: SearchIndex, shipped: Shipped) -> None:
    own = replace(shipped.one, aliases=(NEW, *shipped.one.aliases[1:]))
    tried, built = (with_services(index, [own]), build([own if one.code == CODE else one for one in shipped.services]))
    for query in (*QUERIES, NEW, *(alias for one in shipped.services for alias in one.aliases[:2])):
        assert [code for code, _ in found_in(tried, query)][:5] == [code for code, _ in found_in(built, query)][:5], (
            query
        )
