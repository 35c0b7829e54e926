"""What is held for machines, as the pages of a case say it."""

from datetime import date

import pytest

from backend.cases.drafts.display import display_answer
from backend.cases.reviews.stored_review import StoredReview
from backend.catalogue.types import FormField
from backend.rules.answer import ObservedValue
from backend.rules.decision import DueObligation
from pwa.pages.cases.tasks import TaskLine, next_to_do
from pwa.pages.desk.papers import finding_line, findings_of
from pwa.views.decisions import duties, value_words


def field(kind: str) -> FormField:
    return FormField(key="x", label="这一项", kind=kind)  # type: ignore[arg-type]  # the parameters are kinds


@pytest.mark.parametrize(
    ("kind", "kept", "said"),
    [
        ("date", "2026-06-05", "2026年6月5日"),
        ("month", "2026-11", "2026年11月"),
        ("money", "30000", "30000元"),
        ("text", "莲花", "莲花"),
    ],
)
def test_an_answer_as_people_write_it(kind: str, kept: str, said: str) -> None:
    assert display_answer(field(kind), kept) == said


def test_a_duty_is_said_once_with_all_its_days() -> None:
    spring = DueObligation("check", "applicant", "每年认证两次。", date(2027, 5, 1), date(2027, 5, 31))
    autumn = DueObligation("check", "applicant", "每年认证两次。", date(2027, 11, 1), date(2027, 11, 30))
    assert duties([spring, DueObligation("move", "applicant", "搬家请告诉我们。"), autumn]) == [
        "每年认证两次（2027年5月1日至2027年5月31日、2027年11月1日至2027年11月30日）", "搬家请告诉我们。",
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [("否", "有犯罪记录：否"), ("是", "是"), ("没有", "没有")])
def test_a_bare_no_says_to_what(text: str, said: str) -> None:
    assert (
        value_words(ObservedValue("criminal_record", "有犯罪记录", text, "police_record", None, None), alone=True)
        == said
    )


def test_the_desk_says_why_a_file_could_not_be_read() -> None:
    crashed = StoredReview("id_card_front", {}, (), reason="crashed", status="could_not_tell")
    assert [finding_line(one).reason for one in findings_of(crashed)] == ["机器没能看完，请您看。"]


def test_the_way_goes_on_while_the_check_is_not_open_yet() -> None:
    open_check = TaskLine("核对并提交", "/check", "todo")
    waiting = [TaskLine("核实", "", "done"), TaskLine("问题", "/form/1", "todo"), TaskLine("材料", "/papers/a", "todo")]
    assert next_to_do([*waiting, TaskLine("核对并提交", "", "later")]) == "/form/1"
    assert next_to_do([*waiting, TaskLine("核对并提交", "", "later")], "/form/1") == "/papers/a"
    assert next_to_do([waiting[0], open_check]) == "/check"
