"""What the pages look like with real words in them: one context for each state, for tests and for looking at pages."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from auth.passkeys.store import PasskeyHeld
from auth.session import Device
from backend.cases.clock import Reading
from backend.cases.types import SAYS, Case, Event, State
from backend.catalogue.load import SERVICES, read_categories, read_service, service_files
from backend.catalogue.search.situations import groups, life_events
from backend.catalogue.types import Service
from backend.kit.clock import SHANGHAI
from backend.materials.reading.types import Finding
from backend.materials.types import Material as Paper
from backend.materials.types import Verdict
from backend.registers.attributes import attributes
from backend.residents.store import ReadingHeld
from backend.residents.types import Identity, Staff
from backend.rules.decide import decide
from backend.rules.decision import Decision, Reason
from backend.rules.facts import read_facts, silent
from backend.rules.read import read_rule_file
from backend.rules.words import SOURCES
from pwa.pages.services import browse, linked_data, questions

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
ID = UUID("0a1b2c3d-0000-4000-8000-000000000001")
ALLOWANCE = read_service(SERVICES / "elderly" / "FT0205001.toml")
RULES = read_rule_file(SERVICES.parent / "rules" / "FT0205001.toml", attributes())
NUMBER = "7KQ2M-X4PDR-9TBHW-3FNCA"
IDLE = Reading(runs=False, why="已经有结果。", due_on=None, statutory_on=None, days_left=None, unit="working_day", provisional=False)
RUNS = Reading(
    runs=True, why="按工作日计算，节假日不算。", due_on=date(2026, 12, 7), statutory_on=None, days_left=10, unit="working_day",
    provisional=False, card="blue",
)  # fmt: skip


def decided(birth: str, **changed: Any) -> Decision:
    """The decision of the rule in force about somebody born on this day."""
    table = {"birth_date": birth, "hukou": "440304", "benefits": [], "alive": True, "payable_account_confirmed": True}
    quiet = {name for name, value in changed.items() if value is None}
    facts = read_facts({**table, **{k: v for k, v in changed.items() if v is not None}}, attributes(), "population", TODAY)
    return decide(RULES.rules, {**facts, **{name: silent("population", TODAY) for name in quiet}}, TODAY)


def case(state: State) -> Case:
    """The grandmother's case in this state."""
    return Case(
        id=ID, number="FT20261123K7PD2M4Q", principal=ID, opened_by=ID, service=ALLOWANCE.code, service_version=ID, state=state,
        department="civil_affairs", answers=None, version=3, opened_at=AT, submitted_at=AT, decided_at=None, updated_at=AT,
    )  # fmt: skip


def events(*kinds: str) -> list[Event]:
    """These events, a minute apart."""
    made = enumerate(kinds)
    return [
        Event(id=ID, case_id=ID, seq=n, kind=kind, author="x", role="resident", at=AT + timedelta(minutes=n))  # type: ignore[arg-type]  # a kind
        for n, kind in made
    ]


GLARE = Finding("no_glare", "failed", "右上角反光，住址看不清", "把证件移开灯光正下方，稍微倾斜一点再拍。")
DOUBT = Finding("fields_readable", "could_not_tell", "出生日期没读准", "您觉得清楚的话，可以直接用这一张。")
SECTIONS = [("老人的信息", ALLOWANCE.field[:3]), ("联系方式", ALLOWANCE.field[3:5]), ("发到哪里", ALLOWANCE.field[5:])]
VALUES = {
    "name": "陈秀兰", "id_number": "110105********002X", "hukou_address": "福田区莲花街道红荔西路1号", "living_place": "elsewhere",
    "contact_phone": "199 0000 0082", "account_number": "",
}  # fmt: skip
SOURCE = "公安户籍和人口登记"
FLOW = {"back": "#", "leave": "#", "service": ALLOWANCE, "nav": "cases"}


def question(number: int, errors: Mapping[str, str]) -> dict[str, Any]:
    """One page of the form."""
    heading, fields = SECTIONS[number - 1]
    proven = [f for f in fields if f.kind in {"id_number", "person_name"}]
    asked = [f for f in fields if f not in proven]
    return {
        **FLOW, "heading": heading if len(fields) > 1 else "", "step": f"第{number}页，共{len(SECTIONS)}页",
        "says": "有些已经替您填好，看一看对不对。" if number == 1 else "", "values": VALUES, "mistakes": errors, "fields": asked,
        "known": [{"label": f.label, "value": VALUES[f.key], "href": "", "source": SOURCE} for f in proven],
        "sources": {f.key: SOURCE for f in asked} if number == 1 else {},
        "errors": [{"text": text, "href": f"#f-{key}"} for key, text in errors.items()],
    }  # fmt: skip


def tasks(paper: str, hint: str, ready: bool) -> dict[str, Any]:
    """The task list, with the photo in this state."""
    lines = [{"name": "居民身份证（人像面）", "href": "#", "status": paper, "hint": hint}]
    lines += [{"name": name, "href": "#", "status": "done" if ready or n == 0 else "started" if n == 1 else "todo", "hint": ""}
              for n, (name, _) in enumerate(SECTIONS)]  # fmt: skip
    last = "都齐了，看一遍就可以提交。" if ready else "上面几件做完就能提交。"
    lines.append({"name": "核对并提交", "href": "#" if ready else "", "status": "todo" if ready else "later", "hint": last})
    return {
        **FLOW, "case_number": "FT20261123K7PD2M4Q", "tasks": lines, "missing": [] if ready else ["“联系电话”还没填"], "all": 5,
        "done": 4 if ready else 1, "saved": "11月23日 9:05", "correction": "", "withdrawal": "#",
    }  # fmt: skip


def paper(state: str, *findings: Finding, problem: str = "") -> dict[str, Any]:
    """The page of one paper."""
    return {
        **FLOW, "step": "", "leave": "", "material": ALLOWANCE.material[0], "state": state, "preview": "", "findings": list(findings),
        "action": "#", "live": "#" if state == "reading" else "", "insist": "#", "remove": "#", "onward": "#", "reuse": [],
        "errors": [{"text": problem, "href": "#f-file"}] if problem else [],
    }  # fmt: skip


def check(*errors: dict[str, str]) -> dict[str, Any]:
    """All answers before handing in."""
    groups = [
        {"title": name, "rows": [{"label": f.label, "value": {"elsewhere": "深圳以外"}.get(VALUES[f.key], VALUES[f.key]) or "没有填", "href": "" if n == 0 and i < 2 else "#"}
                                 for i, f in enumerate(fields)]}
        for n, (name, fields) in enumerate(SECTIONS)
    ]  # fmt: skip
    return {
        **FLOW, "step": "", "groups": groups, "papers": [{"label": "居民身份证（人像面）", "value": "已看过，可以用", "href": "#"}],
        "act": "提交申请", "action": "#", "event": ID, "errors": errors,
    }  # fmt: skip


def status(kind: str, decision: Decision | None, title: str, text: str) -> dict[str, Any]:
    """The page of a case that was handed in."""
    approved = kind == "approved"
    return {
        "kind": kind, "title": title, "text": text, "service": ALLOWANCE, "case_number": "FT20261123K7PD2M4Q", "nav": "cases",
        "amount": "300" if approved else "", "unit": "元/月" if approved else "",
        "amount_says": "从2026年11月起发放。2034年3月1日起每月500元，到时自动调整。" if approved else "",
        "reasons": [reason(r) for r in decision.reasons] if decision else [],
        "reasons_title": "为什么通过" if approved else "系统核对到哪里",
        "basis": decision.rule.basis if decision and decision.rule else "",
        "change": [c.says for c in decision.counterfactuals] if decision else [],
        "duties": [d.says for d in decision.obligations[:2]] if decision else [],
        "events": DONE if approved else WAITING, "receipt": SLIP if approved else None, "may_withdraw": not approved,
        "withdrawal": "#", "may_ask_review": approved, "review": "#",
    }  # fmt: skip


def reason(why: Reason) -> dict[str, str]:
    """One requirement and what was seen."""
    return {
        "says": why.says, "answer": why.answer, "seen": "；".join(s.text for s in why.seen), "source": SOURCE,
        "note": why.explained if why.answer != "yes" else "",
    }  # fmt: skip


DONE = [{"title": title, "state": "done", "when": "11月23日 9:05", "says": ""} for title in ("提交", "系统按规则核对，当场通过")]
WAITING = [
    {"title": "提交", "state": "done", "when": "11月23日 9:05", "says": ""},
    {"title": "工作人员核对", "state": "now", "when": "最晚2026年12月7日（周一）", "says": "按工作日计算，节假日不算。"},
    {"title": "告诉您结果", "state": "next", "when": "", "says": ""},
]  # fmt: skip
SLIP = {
    "number": NUMBER, "qr_href": "", "verify": "#", "download": "#", "jws": "#",
    "rows": [{"label": label, "value": value} for label, value in (
        ("事项", ALLOWANCE.name), ("申请人", "陈*兰"), ("结果", "通过"), ("内容", "每月300元，从2026年11月起"), ("出具时间", "11月23日 9:05"),
        ("状态", "有效"))],
}  # fmt: skip


def card(service: Service, icon: str = "") -> dict[str, Any]:
    """One service in a list."""
    tags = [{"text": "当场有结果", "tone": "good"}] * (service.handling == "instant") + [{"text": "不用跑", "tone": "neutral"}]
    return {"name": service.name, "href": "#", "says": service.purpose, "tags": tags, "icon": icon, "why": ""}


def show(service: Service) -> dict[str, Any]:
    """The public page of a service."""
    number = int(service.code[2:4])
    return {
        "service": service, "category": CATEGORIES[number - 1], "department": "区民政局", "tags": card(service)["tags"], "nav": "services",
        "facts": FACTS, "has_rule": True, "registers": SOURCES, "related": [{"text": "敬老优待证", "href": "#"}],
        "proposed": True, "linked": linked_data.of_service(service, "区民政局", CATEGORIES[number - 1], "https://futian.test"),
    }  # fmt: skip


FACTS = [
    {"label": "谁能办", "value": "深圳户籍满70岁", "note": "住在外地也可以"}, {"label": "要什么", "value": "身份证", "note": "手机拍一张"},
    {"label": "多久", "value": "当场有结果", "note": "对不上的由工作人员接着看"}, {"label": "多少钱", "value": "不收费", "note": ""},
]  # fmt: skip


def line(name: str, status: str, tone: str, turn: str, due: str) -> dict[str, Any]:
    """One line of the progress page."""
    return {"name": name, "href": "#", "status": status, "tone": tone, "turn": turn, "due": due, "number": "FT20261123K7PD2M4Q"}


def notice(title: str, body: str, unread: bool) -> dict[str, Any]:
    """One message."""
    return {"title": title, "href": "#", "when": "11月23日 9:05", "when_iso": AT.isoformat(), "body": body, "unread": unread}


def paper_held(verdict: Verdict) -> Paper:
    """The photo of her card, as the desk sees it."""
    return Paper(
        id=ID, principal=ID, case_id=ID, slot="id_card", file_name="身份证.jpg", content_type="image/jpeg", size=412_000, digest="",
        stored_as="", pages=1, state="read", findings=[], reading=None, verdict=verdict, overruled="光线就这样了，看得清", uploaded_at=AT,
        read_at=AT,
    )  # fmt: skip


EVERY = [read_service(path) for path in service_files()]
ELDERLY = [s for s in EVERY if s.code.startswith("FT02")]
CATEGORIES = read_categories()
COUNTS = {c.key: sum(s.code[2:4] == f"{c.number:02d}" for s in EVERY) for c in CATEGORIES}
COMMON = [card(s, CATEGORIES[int(s.code[2:4]) - 1].icon) for s in EVERY if s.code in {"FT0205001", "FT0107003", "FT0620003"}]
LIST = {**browse.LISTED, "nav": "services", "says": ""}
EVENTS = [browse.tile(event, "for") for event in life_events()]
MARKED = [{"name": m.name, "href": "#", "icon": m.icon, "count": 98} for m in browse.MARKS]
CHECKING = {"nav": "services", "service": ALLOWANCE, "back": "#", "step": "", "leave": "", "mistakes": {}, "values": {}, "signed_in": False,
            "fields": questions.questions(RULES.rules[-1])}  # fmt: skip
OFFICER = Staff("s1", "林工", frozenset({"officer"}))
APPROVED, TOO_YOUNG, SILENT = decided("1944-03-01"), decided("1957-02-06"), decided("1944-03-01", hukou=None)
CHIPS = [{"text": t, "href": "#"} for t in ("老人津贴", "居住证", "社保证明", "娃上学")]
WRONG = {"living_place": "请选一个老人现在住的地方", "contact_phone": "手机号应是11位数字，现在是10位"}
VERIFIED = [{"label": "事项", "value": ALLOWANCE.name}, {"label": "申请人", "value": "陈*兰"}, {"label": "结果", "value": "通过"}]

YESTERDAY = datetime(2026, 11, 22, 9, 5, tzinfo=SHANGHAI)
DEVICES = [
    Device(name="a", device="安卓手机 · 微信", since=YESTERDAY, idle_seconds=5, here=True),
    Device(name="b", device="Windows 电脑 · Edge", since=YESTERDAY, idle_seconds=400, here=False),
]
PASSKEYS = [PasskeyHeld(UUID(int=1), b"", "安卓手机 · Chrome", YESTERDAY, YESTERDAY)]
READINGS = [ReadingHeld("韩晓梅", "officer", UUID(int=1), "办理案件", YESTERDAY)]

SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("home/home.html", {"nav": "home", "categories": CATEGORIES, "common": COMMON, "chips": CHIPS, "events": EVENTS, "total": 212}),
    "services": ("services/index.html", {"nav": "services", "categories": CATEGORIES, "counts": COUNTS, "events": EVENTS,
        "groups": [browse.tile(g, "group") for g in groups()],
        "marks": MARKED, "total": 212}),
    "category": ("services/list.html", {**LIST, "heading": "养老服务", "says": CATEGORIES[1].says, "services": [card(s) for s in ELDERLY]}),
    "found": ("services/list.html", {**LIST, "heading": "找到3项", "query": "老人钱", "services": [{**card(s), "why": "也叫“老人钱”"} for s in ELDERLY[:3]]}),
    "nothing-found": ("services/list.html", {**LIST, "heading": "找到0项", "query": "飞船执照", "services": []}),
    "service": ("services/show.html", show(ALLOWANCE)),
    "service-long": ("services/show.html", show(max(EVERY, key=lambda s: len(s.name)))),
    "check-first": ("services/check.html", {**CHECKING, "answer": None}),
    "checked-first": ("services/check.html", {**CHECKING, "answer": {
        "outcome": "no", "title": "2027年2月6日起就可以办", "text": "现在还差一条，到那天就符合了。", "missing": [], "amount": "", "unit": "",
        "reasons": [{"says": "年满70周岁", "answer": "no", "seen": "", "source": "", "note": "2027年2月6日起符合。"}]}}),
    "listed-event": ("services/list.html", {**LIST, "heading": "退休养老", "first": [card(s) for s in ELDERLY[:3]], "services": [card(s) for s in ELDERLY]}),
    "departments": ("services/departments.html", {"nav": "services", "departments": [
        {"name": "区民政局", "href": "#", "count": 21, "street": False}, {"name": "沙头街道办事处", "href": "#", "count": 14, "street": True}]}),
    "start": ("cases/start.html", {**FLOW, "step": "", "leave": "", "begun": None}),
    "tasks": ("cases/tasks.html", tasks("problem", "打开看看怎么拍更好。", ready=False)),
    "tasks-ready": ("cases/tasks.html", tasks("done", "", ready=True)),
    "tasks-correction": ("cases/tasks.html", {**tasks("todo", "", ready=False), "correction": "请补一张户口簿本人页的照片。"}),
    "question-known": ("cases/question.html", question(1, {})),
    "question": ("cases/question.html", question(2, {})),
    "question-single": ("cases/question.html", question(3, {})),
    "question-wrong": ("cases/question.html", question(2, WRONG)),
    "paper-empty": ("cases/paper.html", paper("empty")),
    "paper-wrong": ("cases/paper.html", paper("empty", problem="这个文件是空的，可能没有传完整。请再选一次。")),
    "paper-reading": ("cases/paper.html", paper("reading")),
    "paper-failed": ("cases/paper.html", paper("failed", GLARE, DOUBT)),
    "paper-doubt": ("cases/paper.html", paper("could_not_tell", DOUBT)),
    "paper-passed": ("cases/paper.html", paper("passed")),
    "check": ("cases/check.html", check()),
    "check-wrong": ("cases/check.html", check({"text": "请先勾选“以上内容我看过了”，再提交。", "href": "#f-confirmed"})),
    "approved": ("cases/decided.html", status("approved", APPROVED, "高龄老人津贴申请，通过了", "")),
    "person-silent": ("cases/decided.html", status("person", SILENT, "已经收到，有工作人员接着看", "有消息会告诉您。您不用再跑一趟。")),
    "person-young": ("cases/decided.html", status("person", TOO_YOUNG, "已经收到，有工作人员接着看", "有消息会告诉您。您不用再跑一趟。")),
    "refused": ("cases/decided.html", status("refused", None, "高龄老人津贴申请：未通过", "户口已迁出深圳，迁回后可以再申请。")),
    "progress": ("cases/list.html", {"nav": "cases", "yours": [line("居住证申领", "需要您补充", "warn", "轮到您", "等您补充材料，时间暂停计算。")],
        "others": [line("高龄老人津贴申请", "已提交，等工作人员看", "neutral", "轮到工作人员", "最晚2026年12月7日（周一）有结果")],
        "ended": [line("社保参保证明打印", "已通过", "good", "", "")]}),
    "progress-empty": ("cases/list.html", {"nav": "cases", "yours": [], "others": [], "ended": []}),
    "inbox": ("inbox/list.html", {"nav": "inbox", "unread": 1, "any_unread": True, "earlier": "", "later": "#", "now": 1, "all": 2, "days": [
        {"title": "今天", "notices": [notice("“高龄老人津贴申请”已经通过", "每月300元，从2026年11月起。回执已生成，可以随时打开、下载或给别人核对。", True)]},
        {"title": "昨天", "notices": [notice("有一张照片需要重拍", "我们看了您上传的材料，有一张需要再拍一次，打开就能看到怎么拍更好。", False)]}]}),
    "inbox-empty": ("inbox/list.html", {"nav": "inbox", "any_unread": False, "earlier": "", "later": "", "now": 1, "all": 1, "days": []}),
    "verify-ask": ("verify/show.html", {"state": "ask", "number": "", "rows": [], "checked": ""}),
    "verify-unknown": ("verify/show.html", {"state": "unknown", "number": "7KQ2M-X4PDR", "rows": [], "checked": ""}),
    "verify": ("verify/show.html", {"state": "valid", "number": NUMBER, "rows": VERIFIED, "checked": "2026年11月23日 09:06"}),
    "verify-old": ("verify/show.html", {"state": "superseded", "number": NUMBER, "rows": VERIFIED, "checked": "2026年11月23日 09:06"}),
    "desk": ("desk/queue.html", {"nav": "desk", "staff": OFFICER, "rows": [{"case": case(State.SUBMITTED), "service": ALLOWANCE, "says": SAYS[State.SUBMITTED], "clock": RUNS}]}),
    "desk-case": ("desk/case.html", {"nav": "desk", "staff": OFFICER, "case": case(State.SUBMITTED), "service": ALLOWANCE, "who": Identity(),
        "events": events("submitted", "handed_over"), "event_says": {"submitted": "提交", "handed_over": "转给工作人员核对"}, "says": SAYS[State.SUBMITTED], "decision": SILENT, "clock": RUNS,
        "answers": [("老人现在住在哪里？", "深圳以外"), ("联系电话", "199 0000 0082")],
        "papers": [{"held": paper_held("could_not_tell"), "name": "居民身份证（人像面）", "kept": None}],
        "verbs": [("accepted", "受理"), ("correction_asked", "请申请人补充"), ("not_accepted", "不予受理")]}),
    "mode": ("mode/show.html", {}),
    "offline": ("offline.html", {}),
    "problem": ("layouts/problem.html", {"heading": "系统有点忙", "says": "系统现在有点忙，没能完成这一步。您的资料都安全地保存着，请过几分钟再试。",
                "kept": "yes", "next_href": "/cases", "next_text": "看看我的进度", "reference": ""}),
}  # fmt: skip
