"""What a guide may see: built from a list; no value in, no value out, and the secret ones never."""

from typing import get_args
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from backend.catalogue.load import read_service, service_files
from backend.catalogue.types import FormField, Service, When
from backend.guidance.sensitive_services import sensitive_services
from backend.guidance.types import GuidedPage, GuidedStep
from backend.guidance.view import (
    NEVER,
    KnownPaper,
    SeenStep,
    WhatIsThere,
    is_sensitive,
    may_open,
    may_propose,
    seen_question,
    seen_step,
)  # fmt: skip

CASE = UUID(int=1)
CANARY = "金丝雀7C1D"


@pytest.fixture(scope="module")
def allowance() -> Service:
    """The senior allowance."""
    return read_service(next(path for path in service_files() if path.stem == "FT0205001"))


def everything(service: Service) -> WhatIsThere:
    """Every question answered and every answer opened, with a value that nobody else has."""
    return WhatIsThere(
        filled=frozenset(field.key for field in service.field), opened={field.key: CANARY for field in service.field}, state="draft",  # type: ignore[arg-type]
        papers={one.key: KnownPaper("failed", (("sharp", "failed"),)) for one in service.material},
    )  # fmt: skip


def text(step: SeenStep) -> str:
    """All that a guide gets."""
    return msgspec.json.encode(step).decode()


def test_only_the_listed_pages_show_anything(allowance: Service) -> None:
    for page in get_args(GuidedPage):
        shown = seen_step(GuidedStep(page=page, case=CASE, number=1, slot="id_card"), allowance, everything(allowance))
        assert (shown == SeenStep(page="none")) == (page == "none")
        assert page == "questions" or CANARY not in text(shown), "answers open on the page of their question alone"


def test_the_listed_services_exist_and_are_sensitive() -> None:
    codes = {path.stem for path in service_files()}
    assert set(sensitive_services()) <= codes
    for path in service_files():
        if path.stem in sensitive_services():
            assert is_sensitive(read_service(path))


def test_a_sensitive_service_shows_nothing(allowance: Service) -> None:
    sensitive = replace(allowance, helper="none")
    assert is_sensitive(sensitive)
    assert not is_sensitive(allowance)
    for page in get_args(GuidedPage):
        assert seen_step(GuidedStep(page=page, case=CASE, number=1), sensitive, everything(sensitive)) == SeenStep(
            page="none"
        )


def test_numbers_of_documents_and_accounts_never_open(allowance: Service) -> None:
    for number in (1, 2, 3):
        shown = seen_step(GuidedStep(page="questions", case=CASE, number=number), allowance, everything(allowance))
        for one in shown.questions:
            field = next(f for f in allowance.field if f.key == one.key)
            assert (one.text == "") == (field.kind in NEVER), one.key
            assert one.opened == may_open(field)


def field(kind: str, **more: object) -> FormField:
    """A question."""
    return msgspec.convert({"key": "q", "kind": kind, "label": "问", **more}, FormField)


def test_a_long_number_in_a_box_for_text_stays_hidden() -> None:
    service_field = field("text")
    for typed in ("验证码 482913", "11010119440315001X", "6222 0000 1111 2222"):
        there = WhatIsThere(opened={"q": typed})
        shown = seen_one(service_field, there)
        assert "＊＊＊＊" in shown
        assert not any(part in shown for part in ("482913", "110101", "6222"))
    assert "+8619900000001" in seen_one(field("phone"), WhatIsThere(opened={"q": "+8619900000001"}))


def seen_one(one: FormField, there: WhatIsThere) -> str:
    """What a guide reads of one question."""
    return seen_question(one, GuidedStep(page="questions", case=CASE, number=1), there).text


def test_where_money_and_messages_go_is_hers_to_answer() -> None:
    assert may_propose(field("choice"))
    assert may_propose(field("address"))
    for kind in ("id_number", "bank_account", "person_name", "email"):
        assert not may_propose(field(kind)), kind
    for kind, hers in (("phone", "phone"), ("date", "birth_date")):
        assert may_propose(field(kind)), kind
        assert not may_propose(field(kind, prefill=hers)), "how she is reached and who she is"
    assert not may_propose(field("text", moves="delivery"))
    assert not may_open(field("text", moves="account"))
    assert not may_open(field("text", prefill="id_number"))


def test_a_dependent_question_stands_there_whatever_was_answered(allowance: Service) -> None:
    """Whether it applies would tell the answer above it."""
    above = field("choice", options=[{"value": "a", "label": "甲"}])
    below = replace(field("text"), key="below", when=When(field="q", one_of=("a",)))
    service = replace(allowance, field=(above, below))
    for filled in (frozenset[str](), frozenset({"q"})):
        shown = seen_step(GuidedStep(page="questions", case=CASE, number=1), service, WhatIsThere(filled=filled))
        assert [one.key for one in shown.questions] == ["q", "below"]
