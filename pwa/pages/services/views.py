"""How one service reads in a list and at a glance: marks, cards, the four facts. Pure."""

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from backend.catalogue.load import department_name, read_categories
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.types import Category, Service
from backend.rules import wording
from pwa.pages.services import linked_data
from pwa.pages.services.questions import questions

Line = dict[str, Any]
LABELS = {
    "elsewhere": ("在别处办", "neutral"), "instant": ("当场有结果", "good"), "same_day": ("当天办结", "good"), "zero": ("不用跑", "neutral"),
    "print": ("可打印证明", "neutral"),
}  # fmt: skip
UNITS = {"working_day": "个工作日", "calendar_day": "天"}
SAMPLE = "样本数据"
GLANCE, NOTE = 14, 30  # characters that are still read at a glance, and in the small line below
AUDIENCES = {"individual": "居民个人", "enterprise": "企业、店铺和单位", "both": "个人和单位都行"}


def tags(service: Service, instant: bool) -> list[dict[str, str]]:
    """The two or three marks of a service."""
    marks = ["instant"] if instant else ["same_day"] if service.handling == "same_day" else []
    marks += ["zero"] * service.zero_trip + ["print"] * service.printable
    shown = ["elsewhere"] if service.elsewhere is not None else marks
    return [{"text": LABELS[m][0], "tone": LABELS[m][1]} for m in shown]


def card(catalogue: PublishedCatalogue, version: Version, why: str = "", icon: str = "") -> Line:
    """One service in a list, and if it was searched for, why it is there."""
    service = version.service
    return {
        "name": service.name, "href": f"/services/{service.code}", "says": service.purpose, "icon": icon, "why": why,
        "tags": tags(service, catalogue.decides_at_once(version)),
    }  # fmt: skip


def cards(catalogue: PublishedCatalogue, codes: Iterable[str]) -> list[Line]:
    """The services of these codes that are in force."""
    return [card(catalogue, version) for code in codes if (version := catalogue.get(code))]


def category_of(service: Service) -> Category:
    """The category of a service is said by the first two digits of its code."""
    return read_categories()[int(service.code[2:4]) - 1]


def how_long(service: Service, instant: bool) -> Line:
    """How long it takes, as a promise, and what the law says where we know it."""
    if instant:
        return {"label": "多久", "value": "当场有结果", "note": "对不上的由工作人员接着看"}
    limit = service.limit
    value = "当天" if limit.promised <= 1 else f"{limit.promised}{UNITS[limit.promised_unit]}内"
    law = [] if limit.statutory is None else [f"法定最长{limit.statutory}{UNITS[limit.statutory_unit]}"]
    sample = [SAMPLE] if service.provenance.get("limit.promised") != "verified" else []
    return {"label": "多久", "value": value, "note": "；".join(law + sample)}


def facts(service: Service, instant: bool) -> list[Line]:
    """The four things one wants to know first (GOV.UK pattern “check a service is suitable”)."""
    return [
        {"label": "谁能办", **who(service)},
        {"label": "要什么", **papers(service)},
        how_long(service, instant),
        how_much(service),
    ]


def who(service: Service) -> Line:
    """Who may apply: in a few words if the first condition is short, else the audience with the condition below."""
    if not service.who:
        return {"value": "不限", "note": ""}
    first, others = short(service.who[0]), len(service.who) - 1
    more = f"还有{others}条，见下面" if others else ""
    if len(first) <= GLANCE:
        return {"value": first, "note": more}
    note = f"{first}。{more}" if len(first) <= NOTE else f"共{others + 1}条，见下面" if others else "条件见下面"
    return {"value": AUDIENCES[service.audience], "note": note}


def how_much(service: Service) -> Line:
    """What it costs, and whether one has to come."""
    visits = "不用跑" if service.channels.visits == 0 else f"要到现场{service.channels.visits}次"
    if len(service.fee.says) <= GLANCE:
        return {"label": "多少钱", "value": service.fee.says, "note": visits}
    says = service.fee.says.rstrip("。")
    return {"label": "多少钱", "value": "要收费" if service.fee.charged else "不收费", "note": f"{says}。{visits}"}


def short(sentence: str) -> str:
    """A sentence without what stands in brackets, and without its full stop."""
    head, _, rest = sentence.partition("（")
    return (head + rest.partition("）")[2]).rstrip("。；")


def papers(service: Service) -> Line:
    """What to have at hand."""
    needed = [short(m.name) for m in service.material if m.required]
    if not needed:
        return {"value": "不用交材料", "note": ""}
    if len(needed) > 2:
        return {"value": f"{len(needed)}样材料", "note": "、".join(needed[:2]) + "等"}
    return {"value": "、".join(needed), "note": "手机拍照就行"}


CALLED = re.compile(r"“([^”]{3,40})”")


def mentions(hrefs: Mapping[str, str], text: str) -> list[Line]:
    """A text in pieces; the whole name of another service, in quotation marks, leads there."""
    pieces: list[Line] = []
    for number, piece in enumerate(CALLED.split(text)):
        if number % 2 and piece in hrefs:
            pieces.append({"text": piece, "href": hrefs[piece]})
        else:
            pieces.append({"text": f"“{piece}”" if number % 2 else piece, "href": ""})
    return pieces


def service_page(catalogue: PublishedCatalogue, version: Version, origin: str) -> Line:
    """Everything that the page of one service shows."""
    service, instant = version.service, catalogue.decides_at_once(version)
    return {
        "service": service, "department": department_name(service.department), "category": category_of(service),
        "tags": tags(service, instant), "facts": facts(service, instant), "registers": wording.SOURCES,
        "has_rule": service.elsewhere is None and any(questions(rule) for rule in version.rules),
        "pieces": partial(mentions, {v.service.name: f"/services/{c}" for c, v in catalogue.in_force.items() if c != service.code}),
        "related": [{"text": v.service.name, "href": f"/services/{c}"} for c in service.related if (v := catalogue.get(c))],
        "proposed": service.provenance.get("limit.promised") != "verified",
        "linked": linked_data.of_service(service, department_name(service.department), category_of(service), origin),
    }  # fmt: skip
