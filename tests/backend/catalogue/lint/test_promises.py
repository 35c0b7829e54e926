"""No sentence of a service promises what only the switch can keep; the resident's own words and a clerk's acts stay."""

from msgspec.structs import replace

from backend.catalogue.lint.lint_finding import Path
from backend.catalogue.lint.promises import check_promises
from backend.catalogue.load import SERVICES, read_service
from backend.catalogue.types import FrequentQuestion, Service
from tests.support.each import each

BY_MACHINE = read_service(SERVICES / "elderly" / "FT0205001.toml")
BY_PERSON = read_service(SERVICES / "family" / "FT1007001.toml")


def places(service: Service) -> list[Path]:
    """Where the lint finds a promise."""
    return [finding.path for finding in check_promises(service)]


@each(
    "promise",
    [
        "对得上当场办好。",
        "马上有结果。",
        "立刻生效。",
        "立即发证。",
        "几秒出单。",
        "可以秒批。",
        "系统自动核。",
        "提交即定。",
    ],
)
def test_a_promise_is_refused_where_a_machine_may_decide(promise: str) -> None:
    limit = replace(BY_MACHINE.limit, note=promise)
    assert places(replace(BY_MACHINE, limit=limit)) == [("limit", "note")]


def test_a_promise_is_found_in_conditions_steps_answers_and_english() -> None:
    answer = FrequentQuestion(q="多久有结果？", a="马上有。")
    step = replace(BY_MACHINE.step[0], says="系统立即决定。")
    broken = replace(
        BY_MACHINE, purpose_en="Approved at once.", who=("当场就批。",), step=(step,), question=(answer,),
    )  # fmt: skip
    assert set(places(broken)) == {("purpose_en",), ("who", 0), ("step", 0, "says"), ("question", 0, "a")}


def test_words_that_residents_type_or_ask_are_theirs() -> None:
    asked = FrequentQuestion(q="是不是马上有钱？", a="看这一页上方写的时间。")
    assert not places(replace(BY_MACHINE, aliases=("秒批津贴",), question=(asked,)))


def test_a_law_that_works_by_itself_is_no_promise() -> None:
    assert not places(replace(BY_MACHINE, who=("到了80岁，津贴会自动换到新的一档。",)))


def test_a_clerk_may_act_on_the_spot_but_no_machine_is_promised() -> None:
    assert not places(replace(BY_PERSON, limit=replace(BY_PERSON.limit, note="双方都到，当场办完发证。")))
    assert places(replace(BY_PERSON, limit=replace(BY_PERSON.limit, note="系统核对后马上发证。")))
    assert places(replace(BY_PERSON, limit=replace(BY_PERSON.limit, note="都对上就自动批。")))


@each("unseen", ["编号在回执右上角。", "会印在证明上。", "做好短信通知。"])
def test_a_place_on_a_paper_and_a_text_message_are_refused(unseen: str) -> None:
    step = replace(BY_PERSON.step[0], says=unseen)
    assert places(replace(BY_PERSON, step=(step,))) == [("step", 0, "says")]
