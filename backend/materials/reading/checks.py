"""Closed vocabulary of checks that a service can require of a material: `no_glare`, `issued_within:3`, `page_count:1-2`."""

from collections.abc import Iterable
from typing import get_args

from msgspec import Struct

from backend.catalogue.vocabulary import CheckName, DocumentClass

LABELS: dict[str, str] = {
    "name": "姓名",
    "sex": "性别",
    "ethnicity": "民族",
    "birth_date": "出生日期",
    "address": "住址",
    "number": "证件号码",
    "authority": "签发机关",
    "valid_from": "有效期开始日期",
    "valid_until": "有效期",
    "relation": "与户主关系",
    "native_place": "籍贯",
    "bank": "开户银行",
    "school": "学校",
    "major": "专业",
    "level": "等级",
    "certificate_number": "证书编号",
    "graduated_on": "毕业日期",
    "credit_code": "统一社会信用代码",
    "type": "类型",
    "legal_representative": "法定代表人",
    "capital": "注册资本",
    "founded_on": "成立日期",
    "scope": "经营范围",
    "landlord": "出租人",
    "tenant": "承租人",
    "monthly_rent": "月租金",
    "amount": "金额",
    "category": "残疾类别",
    "issued_on": "签发日期",
    "mother": "母亲姓名",
    "mother_number": "母亲证件号码",
    "father": "父亲姓名",
    "father_number": "父亲证件号码",
    "hospital": "接生机构",
    "residence_address": "居住地址",
    "dated": "日期",
    "title": "标题",
    "phone": "电话",
    "household_number": "户号",
    "household_kind": "户别",
    "registered_on": "登记日期",
    "pass_number": "通行证号码",
    "issues": "签发次数",
    "guardian": "监护人",
    "holder": "持卡人",
    "nationality": "国籍",
}
"""What residents and officers call each field."""

KINDS: dict[DocumentClass, str] = {
    "id_card_front": "身份证有照片的一面",
    "id_card_back": "身份证有国徽的一面",
    "household_page": "户口簿本人页",
    "residence_permit": "居住证",
    "permanent_residence_card": "外国人永久居留身份证",
    "bank_card": "银行卡有卡号的一面",
    "graduation_certificate": "毕业证书",
    "business_licence": "营业执照",
    "lease": "房屋租赁合同",
    "disability_certificate": "残疾人证",
    "birth_certificate": "出生医学证明",
    "form": "填好的表格",
    "photo": "证件照",
    "other": "这份材料",
}
"""What residents call each kind of paper."""

CHECKS: dict[str, str] = {
    "sharp": "清楚不清楚",
    "not_dark": "光线够不够",
    "no_glare": "有没有反光",
    "complete": "拍全了没有",
    "right_class": "是不是要的那种材料",
    "fields_readable": "该看的字看清了没有",
    "checksum": "号码对不对",
    "not_expired": "过期了没有",
    "issued_within": "开具时间够不够新",
    "agrees_with_profile": "和账号里的一致吗",
    "agrees_with_form": "和填的表一致吗",
    "amount": "金额一致吗",
    "page_count": "页数对不对",
    "seal_present": "盖章了没有",
    "same_person": "是不是同一个人",
}
"""What each check looks at, for officers and editors."""

MOST_PAGES = 10


class UnknownCheck(ValueError):
    """Raised for an unknown check or an invalid argument."""


class Check(Struct, frozen=True):
    """Check with its argument: months, field name, or page numbers."""

    name: CheckName
    argument: str = ""

    def months(self) -> int | None:
        """Maximum age of a document in months."""
        return int(self.argument) if self.argument else None

    def page_range(self) -> tuple[int, int]:
        """Minimum and maximum number of pages; the maximum per file without argument."""
        least, _, most = (self.argument or f"1-{MOST_PAGES}").partition("-")
        return int(least), int(most or least)


def parsed(written: Iterable[str]) -> tuple[Check, ...]:
    """Parse checks written as `name` or `name:argument`; raises `UnknownCheck`."""
    return tuple(_parsed(text) for text in written)


def _parsed(text: str) -> Check:
    name, _, argument = text.partition(":")
    if name not in get_args(CheckName):
        raise UnknownCheck(f"{text!r}: there are {', '.join(get_args(CheckName))}")
    check = Check(name, argument)  # type: ignore[arg-type]  # the line above has just made sure of it
    _argument_fits(check)
    return check


def _argument_fits(check: Check) -> None:
    try:
        if check.name == "issued_within" and check.months() == 0:
            raise ValueError
        if check.name == "page_count" and not 1 <= check.page_range()[0] <= check.page_range()[1]:
            raise ValueError
    except ValueError:
        raise UnknownCheck(f"{check.name}:{check.argument} takes a positive number (page_count also 1-3)") from None
    if (
        check.name in ("agrees_with_form", "agrees_with_profile", "amount")
        and check.argument
        and check.argument not in LABELS
    ):
        raise UnknownCheck(f"{check.name}:{check.argument}: no paper has this field")
