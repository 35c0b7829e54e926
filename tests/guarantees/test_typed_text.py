"""Whatever is typed or pasted into any box: what draws nothing counts for nothing, and every kind of question can be answered."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from backend.cases.answers import InvalidAnswer
from backend.cases.drafts.field_rules import NORMALIZERS, normalize
from backend.catalogue.load import read_service, service_files
from backend.catalogue.reference_data import division_choices
from backend.catalogue.types import AnswerOption, FormField
from backend.catalogue.vocabulary import FieldKind, Reach
from backend.kit.han import HAN
from backend.kit.text import clean
from backend.settings import ROOT
from pwa.templates import the_environment
from tests import people

INVISIBLE = (
    "\u200b\u3164\u2800\u00ad\ufeff\u2060\u115f\u180e\u200e\u200f\u202d\u202c\u2066\u2069\ufe0f\U000e0041\u034f\uffa0"
)
OPTIONS = (AnswerOption(value="a", label="甲"),)
ANSWERS: dict[FieldKind, str] = {
    "text": "在三楼", "textarea": "在三楼", "number": "12", "money": "12.5", "date": "1944-03-15", "month": "2026-11",
    "phone": "13800138000", "email": "name@example.cn", "person_name": "马丽", "id_number": "11010519491231002X",
    "credit_code": "11440304MB2D26978H", "address": "莲花街道3栋", "bank_account": "6222021234567890", "plate": "粤B12345",
    "division": "440304007", "choice": "a", "yes_no": "yes",
}  # fmt: skip
NOT_TYPED = {"choices"}


def field(kind: FieldKind, *, required: bool = True) -> FormField:
    return FormField(key="x", kind=kind, label="这一项", required=required, options=OPTIONS if kind == "choice" else ())


def test_every_kind_has_a_rule_a_control_and_an_answer_here() -> None:
    kinds = set(get_args(FieldKind))
    assert set(NORMALIZERS) | {"choices", "id_number"} == kinds == set(ANSWERS) | NOT_TYPED
    template = the_environment().from_string("{{ ui.form_field(field) }}")
    for kind in kinds:
        html = template.render(field=FormField(key="x", kind=kind, label="这一项", options=OPTIONS))
        assert 'name="x' in html, kind


def test_what_draws_nothing_changes_no_answer() -> None:
    for kind, answer in ANSWERS.items():
        for mark in INVISIBLE:
            for at in (0, len(answer) // 2, len(answer)):
                pasted = answer[:at] + mark + answer[at:]
                assert normalize(field(kind), pasted) == normalize(field(kind), answer), (kind, hex(ord(mark)), at)


def test_what_draws_nothing_answers_no_question() -> None:
    for kind in ANSWERS:
        for mark in (*INVISIBLE, "\u00a0", "\u3000", " \t\n"):
            assert normalize(field(kind, required=False), mark) == "", (kind, hex(ord(mark[0])))
            with pytest.raises(InvalidAnswer, match=r"^请(填写|选择)"):
                normalize(field(kind), mark)


def test_joiners_that_change_what_is_drawn_stay() -> None:
    for text in ("👨\u200d👩\u200d👧", "می\u200cخواهم"):
        assert clean(text) == text


def test_names_of_every_person_can_be_written() -> None:
    for first, last in zip(HAN[1::3], HAN[3::3], strict=False):
        assert HAN[HAN.index(first) + 1] == "-"
        for character in (first, last):
            assert normalize(field("person_name"), "王" + character) == "王" + character, hex(ord(character))


def test_every_place_that_is_offered_can_be_chosen_and_is_shown_by_name() -> None:
    services = [read_service(path) for path in service_files()]
    asked = {f.reach for s in services for f in s.field if f.kind == "division"}
    assert asked == set(get_args(Reach))
    template = the_environment().from_string("{{ ui.form_field(field) }}")
    for reach in asked:
        question = FormField(key="x", kind="division", label="哪里", reach=reach)
        html = template.render(field=question)
        for choice in division_choices(reach):
            assert f'<option value="{choice.value}">{choice.label}</option>' in html
            assert normalize(question, choice.value) == choice.value


def test_no_box_for_prose_cuts_off_what_is_pasted() -> None:
    cutting = [
        (path.name, box)
        for path in Path(ROOT, "pwa").rglob("*.html")
        for box in re.findall(r"<textarea[^>]*>", path.read_text("utf-8"))
        if "maxlength" in box or ("data-most" in box and "counter" not in box)
    ]
    assert not cutting, "a text that is too long is answered with a sentence: `data-most` and the counter"


async def test_a_text_that_is_too_long_comes_back_whole(resident: Any) -> None:
    she = resident(people.GRANDMOTHER)
    await she.signs_in()
    text = "".join(f"第{number}句，我住在莲花街道。" for number in range(90))
    page = await she.sends("/me/data/facts/hukou", 422, said=text)
    assert f"最多1,000个字，多了{len(text) - 1000}个" in page
    assert f"readonly>{text}</textarea>" in page
