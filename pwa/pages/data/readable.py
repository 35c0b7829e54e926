"""What is held, as a person reads it: for the page and for the sheet of paper."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.cases.types import SAYS, State
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.formats import day, moment
from backend.kit.messages.render import Messages
from backend.registers.attributes import attributes
from backend.residents.consents import purposes
from backend.residents.profile_facts import as_fact, read_held
from backend.rules.wording import source, value_text
from pwa.views.parts import SummaryRow

_words = Messages.beside(__file__).words

Held = Mapping[str, Any]
"""What `privacy.export` holds by table."""
Row = Mapping[str, Any]
"""A row of a table."""
PLACES = (
    ("cases", "/cases", "办件", "list-todo"), ("material", "/cases", "交过的材料", "file-text"), ("notice", "/inbox", "消息", "mail"),
    ("person_grant", "/me/grants", "我领的津贴", "hand-coins"),
    ("consent", "/me/consents", "同意和撤回", "circle-check"), ("passkey", "/me/passkeys", "指纹或刷脸登录", "lock"),
    ("push_subscription", "/me/reminders", "会响的设备", "smartphone"), ("access_log", "/me/access", "谁看过我的资料", "history"),
)  # fmt: skip
WHO = (
    ("name", "姓名"), ("id_number", "证件号码"), ("phone", "手机号"), ("hukou_address", "户籍地址"), ("living_address", "现在住的地方"),
    ("payable_account", "登记的收款账户"), ("household_number", "户口簿户号"),
)  # fmt: skip
CHANGED_AT = {
    "phone": "/me/number", "living_address": "/me/data/own/living_address", "payable_account": "/me/account",
}  # fmt: skip
MASKS: Mapping[str, Callable[[str], str]] = {
    "id_number": masking.identity_number, "phone": masking.phone, "payable_account": masking.account,
    "household_number": masking.identity_number,
}  # fmt: skip


class FactRow(SummaryRow, frozen=True, kw_only=True):
    """A value of one register, with the name of its attribute."""

    name: str


class PlaceLink(Struct, frozen=True):
    """A page with more of one's own data: how many rows, and until when they are kept."""

    name: str
    href: str
    number: int
    until: str
    icon: str


class SheetSection(Struct, frozen=True):
    """A class of data on the sheet of paper."""

    title: str
    until: str
    rows: list[SummaryRow]


def places(held: Held) -> list[PlaceLink]:
    """List the pages with more, and how much each holds."""
    return [
        PlaceLink(name, href, len(held[table]["rows"]), until(held[table]["until"]), icon)
        for table, href, name, icon in PLACES
    ]


def until(period: str) -> str:
    """How long something is kept, as a sentence goes on."""
    return f"保存到{period}" if "后" in period else f"保存{period}"


def who(held: Held, *, masked: bool) -> list[SummaryRow]:
    """List what identifies the person."""
    identity: Row = next((row["sealed"] for row in held["identity"]["rows"]), {})
    return [
        SummaryRow(
            label, (MASKS[key](value) if masked and key in MASKS else value) or "没有填写", CHANGED_AT.get(key, "")
        )
        for key, label in WHO
        if (value := identity.get(key, "")) or key in CHANGED_AT
    ]


MEANS = _words("MEANS")


def proof(held: Held) -> SummaryRow:
    """Say when and by which means the person last proved who they are."""
    newest = max(held["identity_proof"]["rows"], key=lambda one: str(one["at"]), default=None)
    said = f"{when(newest['at'])}，{MEANS[newest['means']]}" if newest else "还没有核实过"
    return SummaryRow("核实身份", said, "/me/identity", change="查看")


def facts(held: Held, now: datetime) -> list[FactRow]:
    """List what registers told, each value with its source and date; every source that said something."""
    known, today, found = attributes(), local_date(now), list[FactRow]()
    for profile in held["profile"]["rows"]:
        held_here = profile["facts"]
        for name in known:  # in the order of the dictionary: first who somebody is
            found += (
                [row for one in read_held(held_here[name]) if (row := fact_row(name, one, today))]
                if name in held_here
                else []
            )
    return found


def fact_row(name: str, one: Any, today: date) -> FactRow | None:
    """Put one value of one source into a row; None for a silent one."""
    fact = as_fact(attributes()[name], one)
    if fact.value is None:
        return None
    said = value_text(attributes()[name], fact.value, today)
    mine = fact.source in ("self", "calendar")
    return FactRow(
        attributes()[name].label, said, "" if mine else f"/me/data/facts/{name}", f"{source(fact.source)}，{day(fact.as_of)}", "不对？",
        name=name,
    )  # fmt: skip


def sections(held: Held, names: Mapping[UUID, str], now: datetime) -> list[SheetSection]:
    """List every class that holds something, row by row; `names`: services by id of their version."""
    made = [
        ("identity", who(held, masked=False)),
        ("profile", [SummaryRow(row.label, f"{row.value}（{row.source}）") for row in facts(held, now)]),
        ("cases", [case_row(case, names) for case in held["cases"]["rows"]]),
        *((table, [row_of(one) for one in held[table]["rows"]]) for table, row_of in ROWS.items()),
    ]
    told = [SheetSection(held[table]["holds"], held[table]["until"], rows) for table, rows in made if rows]
    shown = {table for table, _ in made}
    rest = [
        SummaryRow(one["holds"], f"{len(one['rows'])}条，全文在JSON文件里")
        for table, one in held.items() if table not in shown and one["rows"]
    ]  # fmt: skip
    return [*told, SheetSection("其他", "", rest)] if rest else told


def when(value: datetime | str) -> str:
    """A moment, as stored or as text."""
    return moment(value if isinstance(value, datetime) else datetime.fromisoformat(value))


def case_row(case: Row, names: Mapping[UUID, str]) -> SummaryRow:
    """Put one case into a row, with what was filled in."""
    answers = case.get("answers") or {}
    filled = "；".join(str(value) for value in answers.values() if isinstance(value, str) and value)
    said = f"{SAYS[State(case['state'])]}，{when(case['updated_at'])}。" + (f"填写的内容：{filled}" if filled else "")
    return SummaryRow(f"{names[case['service_version']]} {case['number']}", said)


def payee_row(one: Row) -> SummaryRow:
    """Put one payee account into a row: from which day and how it ended."""
    ended = f"，{when(one['stopped_at'])}停止" if one["stopped_at"] else ""
    return SummaryRow(str(one["sealed"]["account"]), f"{one['effective_on']}起{ended}")


def consent_row(one: Row) -> SummaryRow:
    """Put one consent into a row with its dates."""
    purpose = purposes().get(one["purpose"])
    ended = f"，{when(one['withdrawn_at'])}撤回" if one["withdrawn_at"] else ""
    return SummaryRow(purpose.title if purpose else one["purpose"], f"{when(one['given_at'])}同意{ended}")


ROWS: Mapping[str, Callable[[Row], SummaryRow]] = {
    "case_event": lambda one: SummaryRow(when(one["at"]), f"{one['kind']} {one['detail'].get('reason', '')}"),
    "material": lambda one: SummaryRow(one["file_name"], f"{when(one['uploaded_at'])}上传"),
    "receipt": lambda one: SummaryRow(one["number"], f"{when(one['issued_at'])}签发"),
    "notice": lambda one: SummaryRow(when(one["created_at"]), f"{one['title']}：{one['body']}"),
    "payee_account": payee_row,
    "consent": consent_row,
    "access_log": lambda one: SummaryRow(when(one["at"]), f"{one['reader_name']}，{one['reason']}"),
    "passkey": lambda one: SummaryRow(one["device"], f"{when(one['added_at'])}开通"),
    "push_subscription": lambda one: SummaryRow(one["device"], f"{when(one['created_at'])}打开"),
    "objection": lambda one: SummaryRow(when(one["asked_at"]), one["said"]),
}
"""How the rows of each table read."""
