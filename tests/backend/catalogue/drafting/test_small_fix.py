"""What one signer may publish: listed texts, and nothing that carries money, a limit, a duty, a negation or a link."""

import pytest

from backend.catalogue.drafting.small_fix import small_fix
from backend.catalogue.version_diff import FieldChange
from tests.support.each import each

WAY = "service.step[窗口].says"
SMALL = [
    (WAY, "有事打0755-82918333问。", "有事打0755-82918334问。", "phone"),
    (WAY, "窗口9:00到18:00有人。", "窗口9:00到17:30有人。", "hours"),
    (WAY, "周一至周五办。", "周一至周六办。", "hours"),
    (WAY, "带上身份正来。", "带上身份证来。", "typo"),
    ("service.aliases[低保]", None, "吃低保", "alias"),
    ("service.aliases", ["甲", "乙"], ["乙", "甲"], "alias"),
]
MORE = [
    (WAY, "要来一次。", "要来两次。"),
    (WAY, "可以不带身份证。", "可以带身份证。"),
    (WAY, "必须本人来。", "最好本人来。"),
    (WAY, "交10元。", "交20元。"),
    (WAY, "打0755-82918333，10天办好。", "打0755-82918334，20天办好。"),
    (WAY, "看www.sz.gov.cn。", "看www.sz-gov.cn。"),
    (WAY, "说明。", "说明写得很长，换了一整句话。"),
    ("service.fee.says", "每证元。", "每正元。"),
    ("service.who[户口在福田]", "户口在福田。", "户籍在福田。"),
    ("service.material[a].name", "身份正", "身份证"),
    ("service.aliases[x]", None, "http://x.cn"),
    ("service.elsewhere.how", "打0755-82918333", "打0755-82918334"),
    ("service.field[a].label", "姓明", "姓名"),
    ("rules[2026-01-01].basis", "甲", "乙"),
    ("instant", False, True),
]  # fmt: skip


@each("path, before, after, kind", SMALL)
def test_small(path: str, before: object, after: object, kind: str) -> None:
    assert small_fix(FieldChange("changed", path, before, after)) == kind


@each("path, before, after", MORE)
def test_more_than_small(path: str, before: object, after: object) -> None:
    assert small_fix(FieldChange("changed", path, before, after)) is None


@pytest.mark.parametrize("kind", ["added", "removed", "moved"])
def test_a_text_that_comes_or_goes_is_never_small(kind: str) -> None:
    assert small_fix(FieldChange(kind, WAY, "甲", "乙")) is None  # type: ignore[arg-type]
