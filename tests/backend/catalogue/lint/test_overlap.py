"""How much text two services share is measured, and boilerplate is refused."""

from msgspec.structs import replace

from backend.catalogue.lint.overlap import LIMIT, SHINGLE, check_overlap, overlaps, prose, shingles
from backend.catalogue.load import SERVICES, read_service, service_files
from backend.catalogue.types import FrequentQuestion

ALLOWANCE = read_service(SERVICES / "elderly" / "FT0205001.toml")
LICENCE = read_service(SERVICES / "business" / "FT1201007.toml")


def test_shingles_are_the_different_runs_of_twelve_characters() -> None:
    assert len(shingles("一二三四五六七八九十百千")) == 1
    assert len(shingles("一二三四五六七八九十百")) == 0
    assert len(shingles("一二三四五六七八九十百千万" * 2)) == 13


def test_the_measure_is_the_one_of_plain_sets() -> None:
    def plainly(one: str, other: str) -> float:
        a, b = ({t[i : i + SHINGLE] for i in range(len(t) - SHINGLE + 1)} for t in (one, other))
        return len(a & b) / min(len(a), len(b))

    borrowed = replace(LICENCE, question=(*LICENCE.question, *ALLOWANCE.question[:3]))
    found = list(overlaps({"a": ALLOWANCE, "b": borrowed}))
    assert [(p.one, p.other) for p in found] == [("a", "b")]
    assert abs(found[0].share - plainly(prose(ALLOWANCE), prose(borrowed))) < 1e-9


def test_one_borrowed_paper_is_too_much_and_one_sentence_is_not() -> None:
    paper = replace(ALLOWANCE, material=(*ALLOWANCE.material, LICENCE.material[0]), code="FT0205099")
    assert [code for code, _ in check_overlap({"FT0205099": paper, LICENCE.code: LICENCE})] == ["FT0205099"]
    sentence = replace(
        ALLOWANCE,
        question=(*ALLOWANCE.question, FrequentQuestion(q="要带什么？", a=LICENCE.who[0][:24])),
        code="FT0205099",
    )
    assert not list(check_overlap({"FT0205099": sentence, LICENCE.code: LICENCE}))


def test_the_shipped_services_stay_far_below_the_limit() -> None:
    every = {(s := read_service(path)).code: s for path in service_files()}
    assert max((p.share for p in overlaps(every, 0.0)), default=0.0) < LIMIT / 2


def test_nothing_and_one_service_share_nothing() -> None:
    assert not list(overlaps({})) + list(overlaps({"a": ALLOWANCE}))
