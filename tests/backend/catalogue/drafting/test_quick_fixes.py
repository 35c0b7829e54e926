"""What a rule can mend, and what it leaves to a person."""

from datetime import date
from typing import Any

import msgspec

from backend.catalogue.check import check_service
from backend.catalogue.drafting.quick_fixes import mended, quick_fixes_of
from backend.catalogue.load import read_service, service_files
from backend.catalogue.types import Service

TODAY = date(2026, 11, 23)
SERVICE = msgspec.to_builtins(read_service(next(path for path in service_files() if path.stem == "FT0205001")))


def repaired(**fields: Any) -> dict[Any, Any]:
    """The mends that are offered for a service with these fields."""
    service = {**SERVICE, **fields}
    found = check_service(msgspec.convert(service, Service), TODAY)
    return {path: one.value for path, one in quick_fixes_of(service, found, TODAY).items()}


def test_marks_numbers_and_ends_of_sentences_are_mended() -> None:
    line = SERVICE["question"][0]
    for before, after in (
        ({**line, "a": "三十天内告诉您。"}, {"a": "30天内告诉您。"}),
        ({**line, "a": "满六十五周岁的人。"}, {"a": "满65周岁的人。"}),
        ({**line, "a": '看"通知"就行。'}, {"a": "看“通知”就行。"}),
        ({**line, "a": "告诉您,不用来。"}, {"a": "告诉您，不用来。"}),
        ({**line, "a": " 告诉您。"}, {"a": "告诉您。"}),
        ({**line, "a": "告诉您"}, {"a": "告诉您。"}),
        ({**line, "q": "要多久"}, {"q": "要多久？"}),
    ):
        name, text = next(iter(after.items()))
        assert repaired(question=[before, *SERVICE["question"][1:]])["question", 0, name] == text
    assert repaired(aliases=[*SERVICE["aliases"], SERVICE["aliases"][0]])["aliases",] == list(SERVICE["aliases"])


def test_what_a_person_has_to_write_is_offered_no_mend() -> None:
    assert repaired() == {}
    assert repaired(purpose="") == {}, "a full stop alone is no sentence"
    assert ("name",) not in repaired(name="很长的名称" * 8)
    assert ("fee",) not in repaired(fee={**SERVICE["fee"], "charged": True})


def test_a_mend_is_applied_to_what_was_typed() -> None:
    typed = {"question": [{**SERVICE["question"][0], "a": "告诉您"}, *SERVICE["question"][1:]]}
    assert mended(SERVICE, typed, "question.0.a", TODAY)["question"][0]["a"] == "告诉您。"
    for nothing in ("question.0.q", "question.99.a", "purpose", "no.such", ""):
        assert mended(SERVICE, typed, nothing, TODAY) == typed
