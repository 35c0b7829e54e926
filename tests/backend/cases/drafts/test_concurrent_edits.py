"""Two pages of one draft: nothing is overwritten without being seen."""

from backend.cases.drafts.concurrent_edits import decode_fingerprints, encode_fingerprints, merge_answers
from backend.catalogue.types import FormField

FIELDS = (FormField(key="a", kind="text", label="甲"), FormField(key="b", kind="text", label="乙"))


def test_what_only_one_of_two_changed_is_merged_and_what_both_changed_is_shown() -> None:
    base = {"a": "一", "b": "二"}
    seen = decode_fingerprints(encode_fingerprints(FIELDS, base))
    for sent, now, kept, asked in (
        ({"a": "三", "b": "二"}, base, {"a": "三", "b": "二"}, []),
        ({"a": "一", "b": "二"}, {"a": "新", "b": "二"}, {"a": "新", "b": "二"}, []),
        ({"a": "一", "b": "四"}, {"a": "新", "b": "二"}, {"a": "新", "b": "四"}, []),
        ({"a": "我的", "b": "二"}, {"a": "新", "b": "二"}, {"a": "新", "b": "二"}, ["a"]),
        ({"a": "新", "b": "二"}, {"a": "新", "b": "二"}, {"a": "新", "b": "二"}, []),
    ):
        found, changed = merge_answers(FIELDS, sent, now, seen)
        assert (found, list(changed)) == (kept, asked), (sent, now)
        assert all("“新”" in says for says in changed.values())


def test_a_page_that_says_nothing_saw_nothing() -> None:
    assert merge_answers(FIELDS, {"a": "我的"}, {}, decode_fingerprints("")) == ({"a": "我的"}, {})
    assert list(merge_answers(FIELDS, {"a": "我的"}, {"a": "旧"}, decode_fingerprints("x y:"))[1]) == ["a"]
