"""Answers of a draft through any number of versions of its form: each stands in its question or is set aside; none is lost."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.cases.answers import Answer
from backend.cases.drafts.migrate_answers import fits, migrate_answers
from backend.catalogue.types import AnswerOption, FormField, RequiredMaterial

KEYS = st.sampled_from("abcde")
KINDS = st.sampled_from(["text", "choice", "choices", "yes_no", "number", "textarea"])
OPTIONS = st.lists(st.sampled_from("xyz"), min_size=1, unique=True).map(
    lambda values: tuple(AnswerOption(value=one, label=one) for one in values)
)
FIELD = st.builds(
    FormField, key=KEYS, kind=KINDS, label=KEYS.map("题目{}".format), options=OPTIONS, required=st.booleans()
)
FORM = st.lists(FIELD, max_size=5, unique_by=lambda field: field.key).map(tuple)
PAPER = st.builds(
    RequiredMaterial, key=KEYS, name=KEYS, what=KEYS, issuer=KEYS, where=KEYS, sample=KEYS
)  # fmt: skip
PAPERS = st.lists(PAPER, max_size=4, unique_by=lambda paper: paper.key)
TYPED: dict[str, st.SearchStrategy[Answer]] = {
    "choices": st.lists(st.sampled_from("xyz"), min_size=1, unique=True).map(sorted), "yes_no": st.sampled_from(["yes", "no"]),
    "number": st.integers(1, 99).map(str), "choice": st.sampled_from("xyz"),
}  # fmt: skip


@st.composite
def histories(
    draw: st.DrawFn,
) -> list[tuple[tuple[FormField, ...], list[RequiredMaterial], dict[str, Answer], set[str]]]:
    """Versions of a form, each with what the resident fills in and hands in while it is the draft's."""
    found = []
    for _ in range(draw(st.integers(2, 5))):
        form, papers = draw(FORM), draw(PAPERS)
        typed = {f.key: draw(TYPED.get(f.kind, st.sampled_from(["甲", "乙 丙"]))) for f in form if draw(st.booleans())}
        fitting = {f.key: typed[f.key] for f in form if f.key in typed and fits(f, typed[f.key], samples=True)}
        found.append((form, papers, fitting, {paper.key for paper in papers if draw(st.booleans())}))
    return found


def walk(history: Any) -> None:
    """Go through the versions as a draft does, beside a model that only counts."""
    form, _, answers, slots = history[0]
    ever = [(key, answer) for key, answer in answers.items() if answer]
    handed_in, aside, papers_aside = list(slots), 0, []
    for new, materials, typed, more in history[1:]:
        moved = migrate_answers(form, new, answers, slots, materials, samples=True)
        assert all(fits(field, moved.answers[field.key], samples=True) for field in new if field.key in moved.answers)
        assert moved.answers.keys() <= {field.key for field in new}
        assert migrate_answers(new, new, moved.answers, (), materials, samples=True).answers == moved.answers, (
            "twice is once"
        )
        aside, papers_aside = aside + len(moved.aside), papers_aside + list(moved.slots)
        slots = [slot for slot in slots if slot not in moved.slots]
        assert set(slots) <= {material.key for material in materials}
        replaced = [key for key, answer in typed.items() if moved.answers.get(key) and answer]
        for key in replaced:
            ever.remove((key, moved.answers[key]))  # the resident's own change
        answers, form = {**moved.answers, **typed}, new
        ever += [(key, answer) for key, answer in typed.items() if answer]
        handed_in += [slot for slot in more if slot not in slots]
        slots += [slot for slot in more if slot not in slots]
    assert len(ever) == aside + sum(bool(answer) for answer in answers.values())
    assert sorted(handed_in) == sorted(papers_aside + list(slots))


@settings(max_examples=40)
@given(histories())
def test_nothing_is_lost_between_versions(history: Any) -> None:
    walk(history)


@pytest.mark.nightly
@settings(max_examples=4000)
@given(histories())
def test_nothing_is_lost_between_many_versions(history: Any) -> None:
    walk(history)
