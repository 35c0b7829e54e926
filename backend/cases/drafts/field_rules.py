"""Validation and normal form of answers, by kind of field, with an error sentence for the resident."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from stdnum.cn import uscc

from backend.cases.answers import Answer
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.reference_data import is_division
from backend.catalogue.types import FormField
from backend.catalogue.vocabulary import FieldKind
from backend.kit.account_number import account_number
from backend.kit.amounts import NoNumber, as_text, number, places
from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.kit.phone_number import NoPhoneNumber, telephone
from backend.kit.text import UNREADABLE, clean, letter_or_mark, plain_name, to_half_width

BOTH_ACCOUNTS = "both"
"""Sent by whoever chooses the known account and types another one."""
NO_NUMBER = "typed"
"""Sent by whoever chooses another account and types none."""
LONGEST: dict[str, int] = {"textarea": 2000, "address": 200, "person_name": 50}
PICKED: frozenset[FieldKind] = frozenset({"choice", "yes_no", "division"})
AS_WRITTEN: frozenset[FieldKind] = frozenset({"text", "textarea", "address", "number", "money"})
"""Kinds in which full-width signs are kept: prose; and numbers, whose reader must still see that a ² is no 2."""
MONEY_PLACES, NUMBER_PLACES = 2, 6


class InvalidAnswer(Exception):
    """The answer is invalid; the message is the sentence for the resident."""


def normalize(field: FormField, raw: Answer, samples: bool = False) -> Answer:
    """Validate an answer and return its normal form. Raises InvalidAnswer."""
    if isinstance(raw, list) and field.kind != "choices":
        raise InvalidAnswer("这一项只能填一个答案。")
    if field.kind == "choices":
        return normalize_choices(field, raw)
    text = clean_text(field, str(raw))
    if not text:
        if field.required:
            raise InvalidAnswer(f"请{'选择' if field.kind in PICKED else '填写'}“{question_text(field)}”。")
        return ""
    longest = field.max_length or LONGEST.get(field.kind, 100)
    if len(text) > longest:
        raise InvalidAnswer(f"最多写{longest}个字，现在有{len(text)}个字，请缩短一些。")
    if UNREADABLE.search(text):
        raise InvalidAnswer("这里有无法识别的符号，请重新输入。")
    if field.kind == "id_number":
        return normalize_id_number(text, samples)
    return NORMALIZERS[field.kind](field, text)


def clean_text(field: FormField, raw: str) -> str:
    """Remove invisible characters and normalize width as the kind of the field demands."""
    if field.kind == "person_name":
        return plain_name(raw)
    return clean(raw) if field.kind in AS_WRITTEN else to_half_width(raw)


def question_text(field: FormField) -> str:
    """Label of a question without its question mark."""
    return field.label.rstrip("？?")


def normalize_choices(field: FormField, raw: Answer) -> list[str]:
    """Chosen options in the order of the form."""
    chosen = {raw} if isinstance(raw, str) and raw else set(raw)
    allowed = [o.value for o in field.options]
    if not chosen <= set(allowed):
        raise InvalidAnswer("请从列出的选项里选择。")
    if field.required and not chosen:
        raise InvalidAnswer(f"“{question_text(field)}”请至少选择一项。")
    return [value for value in allowed if value in chosen]


def normalize_id_number(text: str, samples: bool) -> str:
    """Identity number of any kind accepted here."""
    try:
        return identity_number(text, samples=samples).value
    except InvalidIdentityNumber as invalid:
        raise InvalidAnswer(invalid.says) from invalid


def normalize_text(_: FormField, text: str) -> str:
    """Free text, unchanged."""
    return text


def normalize_choice(field: FormField, text: str) -> str:
    """One of the options."""
    if text not in {o.value for o in field.options}:
        raise InvalidAnswer("请从列出的选项里选一项。")
    return text


def normalize_yes_no(_: FormField, text: str) -> str:
    """Yes or no."""
    if text not in {"yes", "no"}:
        raise InvalidAnswer("请选择“是”或“否”。")
    return text


def normalize_number(field: FormField, text: str) -> str:
    """An exact decimal within the bounds; nothing is rounded, and nothing is negative unless the bounds allow it."""
    most = MONEY_PLACES if field.kind == "money" else NUMBER_PLACES
    try:
        value = number(text if field.kind == "money" else without_unit(text, field.label + field.hint))
    except NoNumber:
        example = "1200 或 5万" if field.kind == "money" else "3 或 3.5"
        raise InvalidAnswer(f"请填数字，例如 {example}。") from None
    if places(value) > most:
        raise InvalidAnswer(
            "金额最多写到分，也就是小数点后两位。" if most == MONEY_PLACES else f"小数点后最多{most}位。"
        )
    least = 0 if field.min is None else field.min
    if value < Decimal(str(least)):
        raise InvalidAnswer(f"不能小于{as_text(Decimal(str(least)))}。")
    if field.max is not None and value > Decimal(str(field.max)):
        raise InvalidAnswer(f"不能大于{as_text(Decimal(str(field.max)))}。")
    return as_text(value)


COUNTED = re.compile(r"(?<=[\d一二两三四五六七八九十百千万])\s*[个人位名份件台辆间张棵株口楼层套户次条只家所颗]$")
MEASURED = (
    ("平方", re.compile(r"(?:平方米|平方|平米|平|㎡|m[2²])$", re.IGNORECASE)), ("方", re.compile(r"(?:立方米|立方|方|㎥|m[3³])$", re.IGNORECASE)),
    ("米", re.compile(r"(?:米|m)$", re.IGNORECASE)), ("吨", re.compile(r"吨$")), ("天", re.compile("[天日]$")), ("月", re.compile("个?月$")),
    ("年", re.compile("年$")), ("岁", re.compile("岁$")), ("公里", re.compile(r"(?:公里|km)$", re.IGNORECASE)),
)  # fmt: skip


def without_unit(text: str, question: str) -> str:
    """The number without the word behind it (3辆); a unit of measure only where the question names it, so that 2公里 is no 2 metres."""
    asked_in = next((written for unit, written in MEASURED if unit in question), None)
    bare = asked_in.sub("", text) if asked_in else text
    return (COUNTED.sub("", text) if bare == text else bare).strip()


PARTS = (("year", "年份"), ("month", "月份"), ("day", "日"))
EARLIEST_YEAR, LATEST_YEAR = 1850, 2200
"""No person, deed or permit here is older; a year outside was mistyped."""
BOXES = re.compile(r"([^-]*)-([^-]*)(?:-([^-]*))?")


def normalize_date(_: FormField, text: str) -> str:
    """Date as ISO 8601; three boxes arrive joined as year-month-day, some possibly empty."""
    require_all_boxes(text, 3)
    match = re.fullmatch(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})", text, re.ASCII)
    try:
        parts = [int(p) for p in match.groups() if p] if match else []
        if parts and not EARLIEST_YEAR <= parts[0] <= LATEST_YEAR:
            raise InvalidAnswer(f"年份写的是{parts[0]}年，请再看一遍。")
        return date(*parts).isoformat()
    except (TypeError, ValueError):
        raise InvalidAnswer("请填写一个真实的日期，例如 1944年3月15日。") from None


def normalize_month(_: FormField, text: str) -> str:
    """A month as YYYY-MM."""
    require_all_boxes(text, 2)
    match = re.fullmatch(r"(\d{4})\D+(\d{1,2})\D*|(\d{4})(\d{2})", text, re.ASCII)
    year, month = [int(p) for p in match.groups() if p] if match else (0, 0)
    if not 1 <= month <= 12 or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise InvalidAnswer("请填写年份和月份，例如 2026年11月。")
    return f"{year:04d}-{month:02d}"


def require_all_boxes(text: str, count: int) -> None:
    """Raise InvalidAnswer naming the empty boxes of a date, if some but not all are empty."""
    boxes = BOXES.fullmatch(text)
    parts = [(part or "").strip() for part in boxes.groups()[:count]] if boxes else []
    missing = [says for (_, says), part in zip(PARTS, parts, strict=False) if not part]
    if missing and len(missing) < count:
        raise InvalidAnswer(f"还没有填{'和'.join(missing)}。其他的都还在，补上就好。")


def normalize_phone(_: FormField, text: str) -> str:
    """Phone number in E.164."""
    try:
        return telephone(text)
    except NoPhoneNumber as wrong:
        raise InvalidAnswer(wrong.says) from wrong


ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
LABEL = r"[^\W_](?:[^\W_]|-)*"
EMAIL = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+{LABEL}")
"""A dot-atom and a domain of letters, digits and hyphens (RFC 5321, 6531); names and domains in Chinese too."""


def normalize_email(_: FormField, text: str) -> str:
    """Email address; a Chinese full stop counts as a dot, blanks are removed."""
    address = re.sub(r"\s", "", text).replace("。", ".").replace("｡", ".").removeprefix("mailto:")
    top = address.rpartition(".")[2]
    if not EMAIL.fullmatch(address) or len(top) < 2 or top.isdigit():
        raise InvalidAnswer("请填写完整的邮箱地址，例如 name@example.cn。")
    return address


def normalize_address(_: FormField, text: str) -> str:
    """Address on one line."""
    return " ".join(text.split())


SEPARATORS = re.compile("[・•‧∙●.．·･⸱⸳•⋅◦᛫](?! )(?!$)")
NAME = re.compile(r"L[LM]*(?:(?:[·'’-]|\.? )L[LM]*)*\.?")
"""The shape of a name: L a letter, M a mark that belongs to the letter before it (ศรี)."""


def normalize_name(_: FormField, text: str) -> str:
    """A person's name in any script, with the separator U+00B7 (民委发〔2016〕33号); behind an initial the point stays (Mary J. Smith)."""
    name = re.sub(" +", " ", SEPARATORS.sub("·", text))
    if not NAME.fullmatch("".join(letter_or_mark(c) or (c if c not in "LM" else "?") for c in name)):
        raise InvalidAnswer("姓名请照证件上的写，只写文字和“·”。")
    return name


def normalize_credit_code(_: FormField, text: str) -> str:
    """A unified social credit code (GB 32100), in capitals."""
    code = re.sub(r"[\s-]", "", text).upper()
    if not uscc.is_valid(code):
        raise InvalidAnswer("统一社会信用代码是18位，请对照营业执照再看一遍。")
    return code


def normalize_account(field: FormField, text: str) -> str:
    """The number of a bank card or passbook, or the choice of the known account."""
    if text == KNOWN_ACCOUNT and field.prefill == "payable_account":
        return text
    if text == NO_NUMBER:
        raise InvalidAnswer("请填另一个账户的账号；要用已有的，请选“用已有的账户”。")
    if text == BOTH_ACCOUNTS:
        raise InvalidAnswer(
            "您选了“用已有的账户”，又填了另一个账号。用已有的，请把填的号码删掉；用另一个，请选“用另一个账户”。"
        )
    digits = account_number(text)
    if not re.fullmatch(r"[0-9]{8,30}", digits):
        raise InvalidAnswer("账号只有数字，通常16到19位，请对照卡面再看一遍。")
    return digits


def normalize_division(field: FormField, text: str) -> str:
    """The code of a street, community or other place that this question offers."""
    if not is_division(text, field.reach):
        raise InvalidAnswer("请从列出的地方里选择。")
    return text


PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
NO_PLATE = "无"


def normalize_plate(_: FormField, text: str) -> str:
    """A number plate as on the driving licence (GA 36), in capitals; 无 where there is none yet."""
    plate = re.sub(r"[\s·.\-]", "", text).upper()
    if plate != NO_PLATE and not PLATE.fullmatch(plate):
        raise InvalidAnswer("车牌请照行驶证写，例如 粤B12345；还没有车牌就写“无”。")
    return plate


NORMALIZERS: dict[FieldKind, Callable[[FormField, str], str]] = {
    "text": normalize_text, "textarea": normalize_text, "choice": normalize_choice, "yes_no": normalize_yes_no, "number": normalize_number,
    "money": normalize_number, "date": normalize_date, "month": normalize_month, "address": normalize_address, "phone": normalize_phone,
    "email": normalize_email, "person_name": normalize_name, "credit_code": normalize_credit_code, "bank_account": normalize_account,
    "division": normalize_division, "plate": normalize_plate,
}  # fmt: skip
"""One rule for each kind; `choices` and `id_number` have a signature of their own (see `tidy`)."""
