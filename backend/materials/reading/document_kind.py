"""Classify a page by its printed words and numbers."""

import re

from backend.catalogue.vocabulary import DocumentClass
from backend.materials.reading.layout import PageLayout
from backend.materials.reading.normalize_text import without_blanks

_WORDS: dict[DocumentClass, tuple[tuple[str, int], ...]] = {
    "birth_certificate": (
        (r"出生医学证明", 6),
        (r"新生儿", 3),
        (r"接生机构", 3),
        (r"出生孕周", 3),
        (r"母亲姓名|父亲姓名", 2),
        (r"出生证编号", 3),
    ),
    "disability_certificate": ((r"残疾人证", 6), (r"残疾类别", 3), (r"残疾等级", 3), (r"残疾人联合会", 1)),
    "business_licence": (
        (r"营业执照", 6),
        (r"统一社会信用代码", 3),
        (r"法定代表人|经营者|负责人", 2),
        (r"经营范围", 2),
        (r"注册资本", 2),
        (r"登记机关", 1),
    ),
    "graduation_certificate": (
        (r"毕业证书|学位证书", 6),
        (r"准予毕业", 4),
        (r"修[完业].{0,6}教学计划", 3),
        (r"证书编号", 2),
        (r"校[（(]?院[)）]?长|校名", 2),
        (r"普通高等学校", 2),
    ),
    "lease": ((r"租赁合同", 6), (r"出租[人方]", 3), (r"承租[人方]", 3), (r"租赁期限", 2), (r"月?租金", 1)),
    "residence_permit": (
        (r"居住证", 6),
        (r"居住地址|居住地", 3),
        (r"通行证号码", 4),
        (r"签发次数", 3),
        (r"户籍地址", 2),
    ),
    "permanent_residence_card": (
        (r"外国人永久居留(?:身份)?证", 8),
        (r"(?i)PERMANENTRESIDEN", 5),
        (r"Nationality|国籍", 2),
        (r"IssuingAuthority|DateofBirth|PeriodofValidity", 1),
    ),
    "household_page": (
        (r"常住人口登记[卡表]", 6),
        (r"户主或与|户主关系", 4),
        (r"承办人签章", 2),
        (r"宗教信仰|兵役状况|婚姻状况", 2),
        (r"何时由何地", 2),
        (r"户别|户号|户主姓名", 3),
        (r"曾用名", 1),
        (r"文化程度", 1),
        (r"籍贯", 1),
        (r"服务处所", 1),
        (r"户口簿|户口登记", 3),
    ),
    "id_card_back": (
        (r"居民身份证", 5),
        (r"中华人民共和国", 1),
        (r"签发机关", 3),
        (r"有效期限", 2),
        (r"公安[分]?局", 1),
    ),
    "id_card_front": ((r"公民身份号码", 4), (r"姓名", 1), (r"性别", 1), (r"民族", 2), (r"住址", 2), (r"出生", 1)),
    "bank_card": (
        (r"银联|UnionPay", 3),
        (r"银行", 2),
        (r"借记卡|储蓄卡|信用卡|DEBIT|CREDIT", 3),
        (r"VALID|THRU|有效期限?\d\d/\d\d", 1),
        (r"ATM", 1),
    ),
    "form": (
        (r"(?:申请|(?<!人口)登记|审批|审核|备案|申报|调查|承诺)[书表]", 6),
        (r"申请人", 2),
        (r"填表|签名|签字|联系电话", 2),
        (r"承诺", 1),
    ),
}
_ENOUGH = 4
_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)(?:62|60|4|5)\d{14,18}(?!\d)")
_PERMIT_NUMBER = re.compile(r"(?<!\d)8[123](?:0000|8888)(?:19|20)\d{9}[\dXx](?!\d)")
"""Numbers of the permits for residents from Hong Kong, Macao and Taiwan, and of their samples; their front bears no title."""
_BEFORE_CARDS: tuple[DocumentClass, ...] = ("residence_permit", "disability_certificate", "permanent_residence_card")
_BIRTH = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")


def classify(layout: PageLayout) -> tuple[DocumentClass, bool]:
    """Return the document class and whether it is certain; `other` if none fits."""
    text = layout.text()
    points = {kind: sum(worth for word, worth in words if re.search(word, text)) for kind, words in _WORDS.items()}
    _by_numbers(points, layout, text)
    ranked = sorted(points.items(), key=lambda entry: -entry[1])
    (best, most), (_, second) = ranked[0], ranked[1]
    if most < _ENOUGH:
        return "other", False
    return best, most >= 6 and most - second >= 2


def _by_numbers(points: dict[DocumentClass, int], layout: PageLayout, text: str) -> None:
    """Return the evidence of numbers if labels were lost, and words that exclude a class."""
    few = len(layout.boxes) <= 16
    rows = "\n".join("".join(without_blanks(box.text) for box in row) for row in layout.rows())
    if _NUMBER.search(rows) and few:
        points["id_card_front"] += 2 + (1 if _BIRTH.search(text) else 0)
    elif _LONG_NUMBER.search(rows) and few:
        points["bank_card"] += 3
    if not few:
        points["id_card_front"] -= 4
        points["bank_card"] -= 4
    if points["form"] >= 6 and not few:
        points |= {kind: worth - 4 for kind, worth in points.items() if kind != "form"}
    if max(points[kind] for kind in _BEFORE_CARDS) >= 6:
        points["id_card_front"] -= 6
        points["id_card_back"] -= 6
    if _PERMIT_NUMBER.search(rows) and few and "民族" not in text:
        points["residence_permit"] += points["id_card_front"] + 2
    if "居民身份证" in text and points["id_card_back"] < 7:
        points["id_card_back"] -= 2
