"""Three-way merge: what one changed alone is kept, what both changed is a conflict with both texts, nothing else happens."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.drafting.merge import merge

WORDS = st.sampled_from(["甲", "乙", "丙", "丁"])
ROW = st.fixed_dictionaries({"name": WORDS, "says": WORDS})
KEYED = st.dictionaries(st.sampled_from("abcd"), ROW).map(lambda d: [{"key": key, **row} for key, row in d.items()])
SERVICE = st.fixed_dictionaries(
    {
        "name": WORDS,
        "limit": ROW,
        "material": KEYED,
        "step": st.lists(ROW, max_size=3),
        "aliases": st.lists(WORDS, unique=True),
    }
)


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Every single text by its place; rows by their key, else by their number."""
    if isinstance(value, dict):
        return {k: v for name, one in value.items() for k, v in leaves(one, f"{path}.{name}".lstrip(".")).items()}
    if isinstance(value, list) and all(isinstance(one, dict) and "key" in one for one in value):
        return {k: v for one in value for k, v in leaves(one, f"{path}[{one['key']}]").items()}
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return {k: v for n, one in enumerate(value) for k, v in leaves(one, f"{path}[{n}]").items()}
    return {path: value}


@settings(max_examples=40)
@given(SERVICE, SERVICE)
def test_one_editor_alone_gets_what_they_wrote(base: Any, mine: Any) -> None:
    assert merge(base, base, mine).value == mine
    assert merge(base, mine, base).value == mine
    assert merge(base, mine, mine).value == mine
    assert not merge(base, base, mine).conflicts


@settings(max_examples=40)
@given(SERVICE, SERVICE, SERVICE)
def test_no_text_of_anybody_is_lost(base: Any, theirs: Any, mine: Any) -> None:
    merged = merge(base, theirs, mine)
    found, before = leaves(merged.value), leaves(base)
    places = {one.path for one in merged.conflicts}
    for place, wanted in leaves(mine).items():
        changed = before.get(place) != wanted
        kept = found.get(place) == wanted or place == "aliases"
        in_conflict = any(place.startswith(one) or one.startswith(place) for one in places)
        assert not changed or kept or in_conflict, place
    for place, saved in leaves(theirs).items():
        kept = found.get(place) == saved or place == "aliases"
        unchanged = before.get(place) == saved
        assert kept or unchanged or any(place.startswith(one) or one.startswith(place) for one in places), place


@settings(max_examples=40)
@given(SERVICE, SERVICE, SERVICE)
def test_of_two_saves_the_order_does_not_matter_where_they_agree(base: Any, one: Any, other: Any) -> None:
    first, second = merge(base, one, other), merge(base, other, one)
    assert {c.path for c in first.conflicts} == {c.path for c in second.conflicts}
    if not first.conflicts:
        assert {k: v for k, v in leaves(first.value).items() if k != "aliases"} == {
            k: v for k, v in leaves(second.value).items() if k != "aliases"
        }
        assert set(first.value["aliases"]) == set(second.value["aliases"])


def test_two_papers_changed_by_two_and_one_changed_by_both() -> None:
    base = [{"key": "a", "what": "甲"}, {"key": "b", "what": "乙"}]
    theirs = [{"key": "a", "what": "甲甲"}, {"key": "b", "what": "乙"}, {"key": "c", "what": "丙"}]
    mine = [{"key": "b", "what": "乙乙"}, {"key": "a", "what": "甲"}]
    assert merge(base, theirs, mine, "material").value == [
        {"key": "b", "what": "乙乙"}, {"key": "c", "what": "丙"}, {"key": "a", "what": "甲甲"},
    ], "c stays behind its neighbour"  # fmt: skip
    both = merge(base, theirs, [{"key": "a", "what": "改"}, base[1]], "material")
    assert [(c.path, c.base, c.theirs, c.mine) for c in both.conflicts] == [("material[a].what", "甲", "甲甲", "改")]
    assert both.value[0]["what"] == "甲甲"
