"""The picture of a form agrees with how residents are asked: what it calls unreachable, no answers ever open."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.cases.drafts.form import applies
from backend.catalogue.form_flow import form_flow, unreachable
from backend.catalogue.load import read_service, service_files
from backend.catalogue.types import AnswerOption, FormField, When

OPTIONS = (AnswerOption(value="x", label="甲"), AnswerOption(value="y", label="乙"))


@st.composite
def forms(draw: st.DrawFn) -> tuple[FormField, ...]:
    """A form of up to six questions whose conditions name anything: earlier, later, missing, answers that aren't offered."""
    keys = [f"q{n}" for n in range(draw(st.integers(1, 6)))]
    when = st.builds(
        When, field=st.sampled_from([*keys, "gone"]), one_of=st.lists(st.sampled_from("xyz"), max_size=2).map(tuple)
    )
    return tuple(
        FormField(key=key, kind="choice", label=key, options=OPTIONS, when=draw(st.none() | when)) for key in keys
    )


def walks(form: tuple[FormField, ...], answers: dict[str, Any], at: int = 0) -> set[str]:
    """Every question that some answers open, asked in the order of the form."""
    if at == len(form):
        return set()
    if not applies(form[at], answers, form):
        return walks(form, answers, at + 1)
    return {form[at].key}.union(*(walks(form, {**answers, form[at].key: one}, at + 1) for one in "xy"))


@settings(max_examples=60)
@given(forms())
def test_what_is_called_unreachable_nobody_is_asked(form: tuple[FormField, ...]) -> None:
    assert {field.key for field in form} - walks(form, {}) == set(unreachable(form))


def test_the_shipped_forms_have_no_dead_end() -> None:
    for path in service_files():
        assert unreachable(read_service(path).field) == {}, path.stem


def test_each_answer_names_the_questions_that_it_opens() -> None:
    service = read_service(next(path for path in service_files() if path.stem == "FT0205001"))
    pages = form_flow(service)
    asked = [one for page in pages for one in page.questions]
    assert [one.key for one in asked] == [field.key for field in service.field]
    assert {n for one in asked for led in one.leads_to.values() for n in led} == {
        one.number for one in asked if one.asked_by
    }
