"""Validation and normal form of answers, by kind of field, with an error sentence for the resident.

Example: field kind `phone`, answer “138 0013 8000” → "+8613800138000"; “12345678” raises InvalidAnswer.
"""

import re
from collections.abc import Callable

from backend.cases.answers import Answer, InvalidAnswer
from backend.cases.drafts.date_answers import normalize_date, normalize_month
from backend.cases.drafts.number_answers import normalize_number
from backend.cases.drafts.typed_words import NO_PLATE, PLATE
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.reference_data import is_division
from backend.catalogue.types import FormField
from backend.catalogue.vocabulary import FieldKind
from backend.kit.account_number import account_number
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


def normalize(field: FormField, raw: Answer, samples: bool = False) -> Answer:
    """Validate an answer and return its normal form. Raises InvalidAnswer."""
    if isinstance(raw, list) and field.kind != "choices":
        raise InvalidAnswer("one_only")
    if field.kind == "choices":
        return normalize_choices(field, raw)
    text = clean_text(field, str(raw))
    if not text:
        if field.required:
            raise InvalidAnswer("choose" if field.kind in PICKED else "fill_in", question=question_text(field))
        return ""
    longest = field.max_length or LONGEST.get(field.kind, 100)
    if len(text) > longest:
        raise InvalidAnswer("too_long", most=longest, now=len(text))
    if UNREADABLE.search(text):
        raise InvalidAnswer("unreadable")
    if field.kind == "id_number":
        return normalize_id_number(text, samples)
    return NORMALIZERS[field.kind](field, text)


def fault_of(field: FormField, raw: Answer, samples: bool = False) -> str:
    """The code of what is wrong with an answer; `as_said` for one that is well formed and was changed elsewhere meanwhile."""
    try:
        normalize(field, raw, samples)
    except InvalidAnswer as wrong:
        return wrong.fault
    return "as_said"


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
        raise InvalidAnswer("not_offered")
    if field.required and not chosen:
        raise InvalidAnswer("choose_some", question=question_text(field))
    return [value for value in allowed if value in chosen]


def normalize_id_number(text: str, samples: bool) -> str:
    """Identity number of any kind accepted here."""
    try:
        return identity_number(text, samples=samples).value
    except InvalidIdentityNumber as invalid:
        raise InvalidAnswer("as_said", said=invalid.sentence) from invalid


def normalize_text(_: FormField, text: str) -> str:
    """Free text, unchanged."""
    return text


def normalize_choice(field: FormField, text: str) -> str:
    """One of the options."""
    if text not in {o.value for o in field.options}:
        raise InvalidAnswer("not_offered_one")
    return text


def normalize_yes_no(_: FormField, text: str) -> str:
    """Yes or no."""
    if text not in {"yes", "no"}:
        raise InvalidAnswer("yes_or_no")
    return text


def normalize_phone(_: FormField, text: str) -> str:
    """Phone number in E.164."""
    try:
        return telephone(text)
    except NoPhoneNumber as wrong:
        raise InvalidAnswer("as_said", said=wrong.sentence) from wrong


ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
LABEL = r"[^\W_](?:[^\W_]|-)*"
EMAIL = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+{LABEL}")
"""A dot-atom and a domain of letters, digits and hyphens (RFC 5321, 6531); names and domains in Chinese too."""


def normalize_email(_: FormField, text: str) -> str:
    """Email address; a Chinese full stop counts as a dot, blanks are removed."""
    address = re.sub(r"\s", "", text).replace("。", ".").replace("｡", ".").removeprefix("mailto:")
    top = address.rpartition(".")[2]
    if not EMAIL.fullmatch(address) or len(top) < 2 or top.isdigit():
        raise InvalidAnswer("email")
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
        raise InvalidAnswer("name")
    return name


def normalize_credit_code(_: FormField, text: str) -> str:
    """A unified social credit code (GB 32100), in capitals."""
    from stdnum.cn import uscc  # loaded when used: 6 MB with the package metadata

    code = re.sub(r"[\s-]", "", text).upper()
    if not uscc.is_valid(code):
        raise InvalidAnswer("credit_code")
    return code


def normalize_account(field: FormField, text: str) -> str:
    """The number of a bank card or passbook, or the choice of the known account."""
    if text == KNOWN_ACCOUNT and field.prefill == "payable_account":
        return text
    if text == NO_NUMBER:
        raise InvalidAnswer("no_account")
    if text == BOTH_ACCOUNTS:
        raise InvalidAnswer("two_accounts")
    digits = account_number(text)
    if not re.fullmatch(r"[0-9]{8,30}", digits):
        raise InvalidAnswer("account")
    return digits


def normalize_division(field: FormField, text: str) -> str:
    """The code of a street, community or other place that this question offers."""
    if not is_division(text, field.reach):
        raise InvalidAnswer("division")
    return text


def normalize_plate(_: FormField, text: str) -> str:
    """A number plate as on the driving licence (GA 36), in capitals; 无 where there is none yet."""
    plate = re.sub(r"[\s·.\-]", "", text).upper()
    if plate != NO_PLATE and not PLATE.fullmatch(plate):
        raise InvalidAnswer("plate")
    return plate


NORMALIZERS: dict[FieldKind, Callable[[FormField, str], str]] = {
    "text": normalize_text, "textarea": normalize_text, "choice": normalize_choice, "yes_no": normalize_yes_no, "number": normalize_number,
    "money": normalize_number, "date": normalize_date, "month": normalize_month, "address": normalize_address, "phone": normalize_phone,
    "email": normalize_email, "person_name": normalize_name, "credit_code": normalize_credit_code, "bank_account": normalize_account,
    "division": normalize_division, "plate": normalize_plate,
}  # fmt: skip
"""One rule for each kind; `choices` and `id_number` have a signature of their own (see `tidy`)."""
