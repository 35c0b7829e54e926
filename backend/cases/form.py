"""The form of a service: which questions apply, what an answer must look like, and the sentence when it doesn't."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby

import phonenumbers
from stdnum.cn import uscc
from stdnum.luhn import is_valid as luhn_holds

from backend.catalogue.types import FieldKind, FormField, Service
from backend.kit.account_number import account_number
from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.kit.problems import NotUnderstood

Answer = str | list[str]
Answers = Mapping[str, Answer]
LONGEST: dict[str, int] = {"textarea": 2000, "address": 200, "person_name": 50}


class Wrong(Exception):
    """An answer that can't be; the message is the resident's sentence."""


def sections(service: Service) -> list[tuple[str, tuple[FormField, ...]]]:
    """The pages of the form: neighbouring questions with one heading."""
    return [(name, tuple(group)) for name, group in groupby(service.field, key=lambda f: f.section or "填写信息")]


def applies(field: FormField, answers: Answers) -> bool:
    """Is this question asked, given the earlier answers?"""
    if field.when is None:
        return True
    given = answers.get(field.when.field, "")
    return bool(set(given if isinstance(given, list) else [given]) & set(field.when.one_of))


def check(
    fields: tuple[FormField, ...], given: Answers, known: Answers, samples: bool = False
) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers made tidy, and for each wrong one its sentence. `known` are the answers of the other pages."""
    clean: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for field in fields:
        raw = given.get(field.key, "")
        if not applies(field, {**known, **clean, **{field.key: raw}}):
            continue
        try:
            clean[field.key] = tidy(field, raw, samples)
        except Wrong as wrong:
            errors[field.key] = str(wrong)
    return clean, errors


def tidy(field: FormField, raw: Answer, samples: bool = False) -> Answer:
    """One answer as it is kept; raises Wrong with the sentence for the resident."""
    if isinstance(raw, list) and field.kind != "choices":
        raise Wrong("这一项只能填一个答案。")
    if field.kind == "choices":
        return tidy_choices(field, raw)
    text = unicodedata.normalize("NFKC", str(raw)) if field.kind not in {"textarea", "text", "address"} else str(raw)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        if field.required:
            raise Wrong(f"请{'选择' if field.kind in PICKED else '填写'}“{asked(field)}”。")
        return ""
    longest = field.max_length or LONGEST.get(field.kind, 100)
    if len(text) > longest:
        raise Wrong(f"最多写{longest}个字，现在有{len(text)}个字，请缩短一些。")
    if CONTROL.search(text):
        raise Wrong("这里有无法识别的符号，请重新输入。")
    if field.kind == "id_number":
        return tidy_id_number(text, samples)
    tidied = TIDY.get(field.kind)
    return tidied(field, text) if tidied else text


PICKED: frozenset[FieldKind] = frozenset({"choice", "yes_no"})


def asked(field: FormField) -> str:
    """The question as a sentence quotes it."""
    return field.label.rstrip("？?")


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def tidy_choices(field: FormField, raw: Answer) -> list[str]:
    """Several of the options, in the order offered."""
    chosen = {raw} if isinstance(raw, str) and raw else set(raw)
    allowed = [o.value for o in field.options]
    if not chosen <= set(allowed):
        raise Wrong("请从列出的选项里选择。")
    if field.required and not chosen:
        raise Wrong(f"“{asked(field)}”请至少选择一项。")
    return [value for value in allowed if value in chosen]


def tidy_id_number(text: str, samples: bool) -> str:
    """Any kind of identity number that is valid here."""
    try:
        return identity_number(text, samples=samples).value
    except InvalidIdentityNumber as invalid:
        raise Wrong(invalid.says) from invalid


def tidy_choice(field: FormField, text: str) -> str:
    if text not in {o.value for o in field.options}:
        raise Wrong("请从列出的选项里选一项。")
    return text


def tidy_yes_no(_: FormField, text: str) -> str:
    if text not in {"yes", "no"}:
        raise Wrong("请选择“是”或“否”。")
    return text


def tidy_number(field: FormField, text: str) -> str:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        raise Wrong("请填数字，例如 3。") from None
    if field.min is not None and value < field.min:
        raise Wrong(f"不能小于{field.min:g}。")
    if field.max is not None and value > field.max:
        raise Wrong(f"不能大于{field.max:g}。")
    return f"{value:.2f}".rstrip("0").rstrip(".") if field.kind == "money" else f"{value:g}"


def tidy_date(_: FormField, text: str) -> str:
    match = re.fullmatch(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})", text)
    try:
        parts = [int(p) for p in match.groups() if p] if match else []
        return date(*parts).isoformat()
    except (TypeError, ValueError):
        raise Wrong("请填写一个真实的日期，例如 1944年3月15日。") from None


def tidy_month(_: FormField, text: str) -> str:
    match = re.fullmatch(r"(\d{4})\D+(\d{1,2})\D*", text)
    if match is None or not 1 <= int(match[2]) <= 12:
        raise Wrong("请填写年份和月份，例如 2026年11月。")
    return f"{int(match[1]):04d}-{int(match[2]):02d}"


def tidy_phone(_: FormField, text: str) -> str:
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise Wrong("这个号码不像电话号码。手机号填11位；座机请带区号；境外号码以 + 开头。") from None
    if not phonenumbers.is_possible_number(number):
        raise Wrong("这个号码的位数不对，请再核对一遍。")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def tidy_email(_: FormField, text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise Wrong("请填写完整的邮箱地址，例如 name@example.cn。")
    return text


def tidy_address(_: FormField, text: str) -> str:
    return " ".join(text.split())  # the box has several lines, an address has one


def tidy_name(_: FormField, text: str) -> str:
    name = re.sub("[・•‧∙●.．]", "·", text)  # 民委发〔2016〕33号: the separator is U+00B7
    if not re.fullmatch(r"[^\W\d_]+(?:[· '’-][^\W\d_]+)*", name):
        raise Wrong("姓名请照证件上的写，只写文字和“·”。")
    return name


def tidy_credit_code(_: FormField, text: str) -> str:
    code = re.sub(r"[\s-]", "", text).upper()
    if not uscc.is_valid(code):
        raise Wrong("统一社会信用代码是18位，请对照营业执照再看一遍。")
    return code


def tidy_account(_: FormField, text: str) -> str:
    digits = account_number(text)
    if not re.fullmatch(r"[0-9]{8,30}", digits):
        raise Wrong("账号只有数字，通常16到19位，请对照卡面再看一遍。")
    return digits


def account_looks_odd(text: str) -> bool:
    """A card number that fails Luhn: worth a second look, but passbook accounts don't follow it."""
    return 16 <= len(text) <= 19 and not luhn_holds(text)


def tidy_division(_: FormField, text: str) -> str:
    if not re.fullmatch(r"\d{4,12}", text):
        raise Wrong("请从列出的街道和社区里选择。")
    return text


TIDY: dict[FieldKind, Callable[[FormField, str], str]] = {
    "choice": tidy_choice, "yes_no": tidy_yes_no, "number": tidy_number, "money": tidy_number, "date": tidy_date,
    "month": tidy_month, "address": tidy_address, "phone": tidy_phone, "email": tidy_email, "person_name": tidy_name,
    "credit_code": tidy_credit_code, "bank_account": tidy_account, "division": tidy_division,
}  # fmt: skip


def unknown_fields(names: set[str]) -> NotUnderstood:
    """The refusal of fields that no question asked for."""
    return NotUnderstood(what="多出了表单里没有的项目：" + "、".join(sorted(names))[:80])
