"""Each kind of fault of the content is found: one change of a shipped service, one finding where it stands."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from backend.catalogue.check import check_service, read_files, without_rule
from backend.catalogue.lint.lint_finding import Path
from backend.catalogue.load import SERVICES, read_service
from backend.catalogue.shared_papers import shared_papers
from backend.catalogue.types import Service

TODAY = date(2026, 12, 1)
ALLOWANCE = read_service(SERVICES / "elderly" / "FT0205001.toml")
MARRIAGE = read_service(SERVICES / "family" / "FT1007001.toml")
NOTARY = read_service(SERVICES / "legal" / "FT1120007.toml")


def answer(text: str) -> Callable[[Service], Service]:
    return lambda s: replace(s, question=(replace(s.question[0], a=text), *s.question[1:]))


def condition(text: str) -> Callable[[Service], Service]:
    return lambda s: replace(s, who=(text, *s.who[1:]))


def card(**changes: Any) -> Callable[[Service], Service]:
    return lambda s: replace(s, material=(replace(s.material[0], **changes), *s.material[1:]))


def visit(reason: str) -> Callable[[Service], Service]:
    return lambda s: replace(s, channels=replace(s.channels, visits=1, visit_reason=reason))


def hint(text: str) -> Callable[[Service], Service]:
    """Of the question for the identity number."""
    return lambda s: replace(s, field=tuple(replace(f, hint=text) if f.kind == "id_number" else f for f in s.field))


def yes_or_no(text: str) -> Callable[[Service], Service]:
    """The first question takes yes or no, with this hint."""
    return lambda s: replace(s, field=(replace(s.field[0], kind="yes_no", hint=text, prefill=""), *s.field[1:]))


def of_question(**changes: Any) -> Callable[[Service], Service]:
    """Of the question for the identity number, changed like this."""
    return lambda s: replace(s, field=(s.field[0], replace(s.field[1], **changes), *s.field[2:]))


def unreachable(text: str) -> Callable[[Service], Service]:
    """An answer of a service whose form asks for no number."""
    return lambda s: replace(answer(text)(s), field=tuple(f for f in s.field if f.kind != "phone"))


ANSWER, LINE = ("question", 0, "a"), ("who", 0)
FAULTS: list[tuple[Service, Callable[[Service], Service], Path]] = [
    (ALLOWANCE, answer("看当年的规定。"), ANSWER),
    (ALLOWANCE, answer("补贴每年会变。"), ANSWER),
    (ALLOWANCE, answer("按规定的次数。"), ANSWER),
    (ALLOWANCE, answer("以办理时公布的为准。"), ANSWER),
    (ALLOWANCE, answer("双方会收到确认链接。"), ANSWER),
    (ALLOWANCE, answer("到期以前会发短信提醒。"), ANSWER),
    (ALLOWANCE, answer("约满了可以排候补。"), ANSWER),
    (ALLOWANCE, answer("系统会提示您缺什么。"), ANSWER),
    (ALLOWANCE, answer("可以用手指签名。"), ANSWER),
    (ALLOWANCE, answer("请写在备注里。"), ANSWER),
    (ALLOWANCE, answer("先打区教育局电话。"), ANSWER),
    (ALLOWANCE, answer("凭短信去医院。"), ANSWER),
    (ALLOWANCE, answer("到工商局问。"), ANSWER),
    (ALLOWANCE, card(held_by=None, where="登记里查得到的不用交。"), ("material", 0, "required")),
    (NOTARY, card(what="有照片的一面。"), ("material", 0, "what")),
    (ALLOWANCE, answer("要交工本费。"), ANSWER),
    (ALLOWANCE, condition("不需要交任何纸质材料。"), LINE),
    (ALLOWANCE, condition("年龄符合当年的规定。"), LINE),
    (ALLOWANCE, condition("没有领过证的，请看“居住证申领”。"), LINE),
    (ALLOWANCE, lambda s: replace(s, purpose_en="PublishedCatalogue a talk."), ("purpose_en",)),
    (ALLOWANCE, hint("没有的写不详。"), ("field", 1, "hint")),
    (ALLOWANCE, hint("填了会告诉您差几天。"), ("field", 1, "hint")),
    (ALLOWANCE, card(where=f"丢了的，先办“{ALLOWANCE.name}”。"), ("material", 0, "where")),
    (
        ALLOWANCE,
        card(
            name="逝者的身份证",
            paper="id_card_of_another",
            owner="other",
            held_by=None,
            where=shared_papers()["id_card_of_another"].where,
        ),
        ("material", 0, "where"),
    ),
    (ALLOWANCE, of_question(purpose="统计用"), ("field", 1, "purpose")),
    (ALLOWANCE, of_question(kind="credit_code", label="代码"), ("field", 1, "label")),
    (ALLOWANCE, answer("带上残疾证。"), ANSWER),
    (ALLOWANCE, unreachable("看不清的，打电话问您。"), ANSWER),
    (NOTARY, lambda s: replace(s, field=tuple(f for f in s.field if f.kind != "phone")), ("channels", "visits")),
    (ALLOWANCE, lambda s: replace(s, fee=replace(s.fee, says="收费的场地，价钱问场馆。")), ("fee", "says")),
    (ALLOWANCE, lambda s: replace(s, not_who=("想换学校的，走转学。", *s.not_who)), ("not_who", 0)),
    (NOTARY, yes_or_no("有期限的，写出来先安排。"), ("field", 0, "hint")),
    (ALLOWANCE, card(sample="拍清楚。"), ("material", 0, "sample")),
    (ALLOWANCE, card(paper=""), ("material", 0, "paper")),
    (ALLOWANCE, card(paper="bank_card"), ("material", 0, "paper")),
    (ALLOWANCE, card(held_by=None), ("material", 0)),
    (ALLOWANCE, card(owner="other"), ("material", 0, "held_by")),
    (ALLOWANCE, lambda s: replace(s, material=(s.material[0], replace(s.material[0], key="again"))), ("material", 1)),
    (ALLOWANCE, card(paper="id_card_of_another", owner="other"), ("material", 0, "held_by")),
    (ALLOWANCE, card(original=True), ("channels", "visits")),
    (ALLOWANCE, visit("当面核对原件。"), ("channels", "visit_reason")),
    (ALLOWANCE, answer("最长三十天办好。"), ANSWER),
    (ALLOWANCE, answer("不清楚的，先打电话问。"), ANSWER),
    (ALLOWANCE, answer("名次和户数都在这里，字能放大。"), ANSWER),
    (ALLOWANCE, lambda s: replace(s, purpose_elder="满70岁就能领"), ("purpose_elder",)),
    (ALLOWANCE, lambda s: replace(s, result=replace(s.result, says="每月发放。" * 20)), ("result", "says")),
    (
        ALLOWANCE,
        lambda s: replace(s, result=replace(s.result, says="每月打到账户。"), question=s.question[3:]),
        ("result", "says"),
    ),
    (ALLOWANCE, lambda s: replace(s, checked_on=None), ("checked_on",)),
    (ALLOWANCE, lambda s: replace(s, review_by=date(2027, 11, 30)), ("review_by",)),
]


@pytest.mark.parametrize(("service", "change", "path"), FAULTS)
def test_each_fault_is_found(service: Service, change: Callable[[Service], Service], path: Path) -> None:
    assert not check_service(service, TODAY)
    assert path in [finding.path for finding in check_service(change(service), TODAY)]


@pytest.mark.parametrize(
    "said",
    [
        "看当年的规定，打12345问。", "以区教育局公布的为准。", "没有查到，打12345问。", "打12345问今年的数。",
        "工作人员会打电话问您。", "丢了不收工本费。", "申请以后，社区的人会联系您。",
    ],
)  # fmt: skip
def test_a_sentence_that_names_who_knows_stays(said: str) -> None:
    assert not check_service(answer(said)(ALLOWANCE), TODAY)


def test_a_service_without_rule_isn_t_instant() -> None:
    sheets, _ = read_files(SERVICES)
    places = [one.place for one in without_rule(sheets, set())]
    assert places.count("handling") == sum(s.service is not None and s.service.handling == "instant" for s in sheets)
    assert len(places) > places.count("handling")  # steps of the system itself
    assert not list(without_rule(sheets, {s.path.stem for s in sheets}))


def test_every_shared_paper_is_used() -> None:
    sheets, _ = read_files(SERVICES)
    used = {m.paper for s in sheets if s.service is not None for m in s.service.material}
    assert used - {""} == set(shared_papers())


def test_an_original_is_brought_and_not_photographed_where_a_register_holds_it() -> None:
    own = ALLOWANCE.material[0]
    assert own.from_register
    assert replace(own, original=True).from_register
    assert not any(m.from_register for m in MARRIAGE.material)
