"""What is held, as a person reads it: for the page and for the sheet of paper."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.cases.types import SAYS, State
from backend.kit.clock import local_date
from backend.payees.masking import tail
from backend.registers.attributes import attributes
from backend.residents.consents import purposes
from backend.residents.profile_facts import as_fact, read_held
from backend.rules.wording import source, value_text
from pwa.templates import day, moment

Held = Mapping[str, Any]
Row = dict[str, Any]
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
MASKED = frozenset({"id_number", "phone", "payable_account", "household_number"})


def overview(held: Held, now: datetime) -> dict[str, Any]:
    """The page: who I am (numbers masked), what registers say, and how much of everything else."""
    others = [
        {"name": name, "href": href, "number": len(held[table]["rows"]), "until": until(held[table]["until"]), "icon": icon}
        for table, href, name, icon in PLACES
    ]  # fmt: skip
    return {"who": [*who(held, masked=True), *proof(held)], "facts": facts(held, now), "others": others}


def until(period: str) -> str:
    """How long something is kept, as a sentence goes on."""
    return f"保存到{period}" if "后" in period else f"保存{period}"


def who(held: Held, *, masked: bool) -> list[Row]:
    """What identifies the person."""
    identity: Row = next((row["sealed"] for row in held["identity"]["rows"]), {})
    return [
        {
            "label": label,
            "value": hidden(key, value) if masked and key in MASKED else value or "没有填写",
            "href": CHANGED_AT.get(key, ""),
        }
        for key, label in WHO
        if (value := identity.get(key, "")) or key in CHANGED_AT
    ]


MEANS = {"document": "拍身份证", "face": "刷脸核对", "provider": "省统一身份认证", "officer": "工作人员核对"}


def proof(held: Held) -> list[Row]:
    """When and by which means the person last proved who they are."""
    newest = max(held["identity_proof"]["rows"], key=lambda one: str(one["at"]), default=None)
    said = f"{when(newest['at'])}，{MEANS[newest['means']]}" if newest else "还没有核实过"
    return [{"label": "核实身份", "value": said, "href": "/me/identity", "change": "查看"}]


def hidden(key: str, value: str) -> str:
    """A number that its owner recognises and nobody reads over their shoulder."""
    if key == "payable_account" and value:
        return tail(value)
    national = value.removeprefix("+86")
    return national[:3] + "*" * max(0, len(national) - 7) + national[-4:] if value else "没有填写"


def facts(held: Held, now: datetime) -> list[Row]:
    """What registers told us, each with its source and date; every source that said something."""
    known, today, found = attributes(), local_date(now), []
    for profile in held["profile"]["rows"]:
        held_here = profile["facts"]
        for name in known:  # in the order of the dictionary: first who somebody is
            found += (
                [row for one in read_held(held_here[name]) if (row := fact_row(name, one, today))]
                if name in held_here
                else []
            )
    return found


def fact_row(name: str, one: Any, today: date) -> Row | None:
    """One value of one source."""
    fact = as_fact(attributes()[name], one)
    if fact.value is None:
        return None
    said = value_text(attributes()[name], fact.value, today)
    mine = fact.source in ("self", "calendar")
    return {
        "name": name, "label": attributes()[name].label, "value": said, "source": f"{source(fact.source)}，{day(fact.as_of)}",
        "href": "" if mine else f"/me/data/facts/{name}", "change": "不对？",
    }  # fmt: skip


def sections(held: Held, names: Mapping[UUID, str], now: datetime) -> list[dict[str, Any]]:
    """The sheet: every class that holds something, row by row."""
    made = [
        ("identity", who(held, masked=False)),
        ("profile", [{"label": row["label"], "value": f"{row['value']}（{row['source']}）"} for row in facts(held, now)]),
        ("cases", [case_row(case, names) for case in held["cases"]["rows"]]),
        ("case_event", [{"label": when(one["at"]), "value": f"{one['kind']} {one['detail'].get('reason', '')}"} for one in held["case_event"]["rows"]]),
        ("material", [{"label": one["file_name"], "value": f"{when(one['uploaded_at'])}上传"} for one in held["material"]["rows"]]),
        ("receipt", [{"label": one["number"], "value": f"{when(one['issued_at'])}签发"} for one in held["receipt"]["rows"]]),
        ("notice", [{"label": when(one["created_at"]), "value": f"{one['title']}：{one['body']}"} for one in held["notice"]["rows"]]),
        ("payee_account", [payee_row(one) for one in held["payee_account"]["rows"]]),
        ("consent", [consent_row(one) for one in held["consent"]["rows"]]),
        ("access_log", [{"label": when(one["at"]), "value": f"{one['reader_name']}，{one['reason']}"} for one in held["access_log"]["rows"]]),
        ("passkey", [{"label": one["device"], "value": f"{when(one['added_at'])}开通"} for one in held["passkey"]["rows"]]),
        ("push_subscription", [{"label": one["device"], "value": f"{when(one['created_at'])}打开"} for one in held["push_subscription"]["rows"]]),
        ("objection", [{"label": when(one["asked_at"]), "value": one["said"]} for one in held["objection"]["rows"]]),
    ]  # fmt: skip
    told = [
        {"title": held[table]["holds"], "until": held[table]["until"], "rows": rows} for table, rows in made if rows
    ]
    shown = {table for table, _ in made}
    rest = [
        {"label": one["holds"], "value": f"{len(one['rows'])}条，全文在JSON文件里"} for table, one in held.items()
        if table not in shown and one["rows"]
    ]  # fmt: skip
    return [*told, {"title": "其他", "until": "", "rows": rest}] if rest else told


def when(value: datetime | str) -> str:
    """A moment, as stored or as text."""
    return moment(value if isinstance(value, datetime) else datetime.fromisoformat(value))


def case_row(case: Row, names: Mapping[UUID, str]) -> Row:
    """One case in a line, with what was filled in."""
    answers = case.get("answers") or {}
    filled = "；".join(str(value) for value in answers.values() if isinstance(value, str) and value)
    return {
        "label": f"{names[case['service_version']]} {case['number']}",
        "value": f"{SAYS[State(case['state'])]}，{when(case['updated_at'])}。"
        + (f"填写的内容：{filled}" if filled else ""),
    }


def payee_row(one: Row) -> Row:
    """One payee account, from which day and how it ended."""
    ended = f"，{when(one['stopped_at'])}停止" if one["stopped_at"] else ""
    return {"label": str(one["sealed"]["account"]), "value": f"{one['effective_on']}起{ended}"}


def consent_row(one: Row) -> Row:
    """One consent with its dates."""
    purpose = purposes().get(one["purpose"])
    ended = f"，{when(one['withdrawn_at'])}撤回" if one["withdrawn_at"] else ""
    return {"label": purpose.title if purpose else one["purpose"], "value": f"{when(one['given_at'])}同意{ended}"}
