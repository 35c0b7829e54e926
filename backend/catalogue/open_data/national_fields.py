"""Services in the fields of the national item list (政务服务事项), as far as known.

The one table below says for each national field where its value comes from; docs/national-fields.md is written from it.
Field names and code values: facts page §3, gathered from public code and portal data; the text of GB/T 39554 was not read.
Official codes are issued by the province: they stay empty, ours is given as 本平台编码.
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from backend.catalogue.lint.references import category_key
from backend.catalogue.load import department_name, read_categories, read_departments
from backend.catalogue.published import Version
from backend.catalogue.search.life_events import life_events
from backend.catalogue.sources import legal_resources
from backend.catalogue.types import RequiredMaterial, Service
from backend.catalogue.vocabulary import ITEM_TYPES, Unit

UNITS: dict[Unit, str] = {"working_day": "工作日", "calendar_day": "自然日"}
AUDIENCE_CODES = {"individual": ["1"], "enterprise": ["2", "5"], "both": ["1", "2", "5"]}
RESULT_KINDS = {"licence": "证照", "certificate": "证照", "decision": "批文", "answer": "无", "booking": "无"}
WAY = ["申请", "受理", "审核", "决定", "办结", "送达"]
IDENTITY_PAPERS = {
    "id_card_front", "id_card_back", "household_page", "residence_permit", "graduation_certificate", "business_licence",
    "disability_certificate", "birth_certificate",
}  # fmt: skip


class NationalField(Struct, frozen=True):
    """Field of the national list: our source of its value, and its CPSV-AP counterpart."""

    name: str
    ours: str
    cpsv: str
    note: str
    value: Callable[[Service, Version], Any] | None = None


def _level(service: Service) -> str | None:
    """Return the administrative level: district (4) or street (5); branches of city and state bodies have none."""
    if service.department == "street":
        return "5"
    kind = read_departments()[service.department].kind
    return {"district": "4", "street_office": "5"}.get(kind)


def _limit(number: int | None, unit: Unit) -> dict[str, Any] | None:
    return None if number is None else {"数量": number, "单位": UNITS[unit]}


def _theme(service: Service) -> dict[str, Any]:
    events = {e.key: e.name for e in life_events()}
    category = next((c.name for c in read_categories() if c.key == category_key(service.code)), "")
    return {"主题": category, "人生事件": [events[e] for e in service.life_events]}


def _channels(service: Service) -> list[str]:
    ways = {"1 窗口": service.channels.counter, "2 网上": service.channels.app, "自助终端": service.channels.kiosk}
    return [name for name, open_ in ways.items() if open_]


def _material(m: RequiredMaterial) -> dict[str, Any]:
    return {
        "材料名称": m.name, "材料类型": "1" if m.document in IDENTITY_PAPERS else "2" if m.document == "form" else "3",
        "材料形式": "3" if m.original else "2", "来源渠道": "20" if m.held_by else "10" if m.document == "form" else "99",
        "出具单位": m.issuer, "材料必要性": "3" if m.later else "1" if m.required else "2", "什么情况下需要": m.only_if or None,
        "填报须知": m.what, "获取途径": m.where, "受理标准": m.sample, "电子证照关联": m.held_by,
        "有效期（月）": m.valid_months,
    }  # fmt: skip


FIELDS: tuple[NationalField, ...] = (
    NationalField("事项名称", "name", "dct:title", "", lambda s, v: s.name),
    NationalField("日常用语", "aliases", "dcat:keyword", "居民自己的叫法", lambda s, v: list(s.aliases)),
    NationalField("本平台编码", "code", "dct:identifier", "FT + 类别 + 类型 + 序号，不是官方编码", lambda s, v: s.code),
    NationalField("基本编码", "", "dct:identifier", "12位，由省级编制部门下发，不自编"),
    NationalField("实施编码", "", "dct:identifier", "31位，由省级编制部门下发，不自编"),
    NationalField("业务办理项编码", "", "dct:identifier", "33位，由省级编制部门下发，不自编"),
    NationalField("事项类型", "item_type", "dct:type", "01 许可 05 给付 07 确认 08 奖励 10 其他行政权力 20 公共服务",
          lambda s, v: {"代码": ITEM_TYPES[s.item_type], "名称": s.item_type}),
    NationalField("设定依据", "legal, provenance", "cv:hasLegalResource", "只列读到原文的依据",
          lambda s, v: [{"名称": name, "文号或条款": article} for name, article in legal_resources(s)]),
    NationalField("实施主体", "department", "cv:hasCompetentAuthority", "", lambda s, v: department_name(s.department)),
    NationalField("实施主体性质", "", "", "1 法定机关 2 授权组织 3 受委托组织；这里没有资料"),
    NationalField("权力来源", "", "", "1 至 6；这里没有资料"),
    NationalField("行使层级", "department.kind", "", "4 区 5 街道；市和国家部门的派出机构不填", lambda s, v: _level(s)),
    NationalField("联办机构", "", "cv:hasParticipation", "这里没有资料"),
    NationalField("委托部门", "", "cv:hasParticipation", "这里没有资料"),
    NationalField("服务对象", "audience", "dct:audience", "1 自然人 2 企业法人 5 非法人企业", lambda s, v: AUDIENCE_CODES[s.audience]),
    NationalField("办件类型", "handling", "", "1 即办件（当场、当天）2 承诺件", lambda s, v: "2" if s.handling == "promised" else "1"),
    NationalField("受理条件", "who", "cv:holdsRequirement", "", lambda s, v: list(s.who)),
    NationalField("不予受理情形", "not_who", "", "写明该去哪里办", lambda s, v: list(s.not_who)),
    NationalField("法定办结时限", "limit.statutory", "", "没有法定时限的为空", lambda s, v: _limit(s.limit.statutory, s.limit.statutory_unit)),
    NationalField("承诺办结时限", "limit.promised", "cv:processingTime", "", lambda s, v: _limit(s.limit.promised, s.limit.promised_unit)),
    NationalField("时限说明", "limit.note", "cpsv:follows", "", lambda s, v: s.limit.note or None),
    NationalField("特别程序", "", "cpsv:Rule", "听证、检测、专家评审；这里没有资料"),
    NationalField("到办事现场次数", "channels.visits", "", "", lambda s, v: s.channels.visits),
    NationalField("必须现场办理原因说明", "channels.visit_reason", "dct:description", "次数大于0时必填", lambda s, v: s.channels.visit_reason or None),
    NationalField("办理形式", "channels", "cv:hasChannel", "1 窗口 2 网上 3 快递，另有自助终端", lambda s, v: _channels(s)),
    NationalField("网上办理深度", "zero_trip", "", "5 网上办理（零跑腿）3 网上预审（其余）；按建议值推算", lambda s, v: "5" if s.zero_trip else "3"),
    NationalField("是否支持自助终端", "channels.kiosk", "schema:availableChannel", "", lambda s, v: s.channels.kiosk),
    NationalField("是否支持预约办理", "", "schema:availableChannel", "这里没有资料"),
    NationalField("是否支持网上支付", "", "schema:availableChannel", "这里没有资料"),
    NationalField("是否支持物流快递", "", "schema:availableChannel", "这里没有资料"),
    NationalField("通办范围", "", "schema:areaServed", "这里没有资料"),
    NationalField("是否进驻政务大厅", "", "", "这里没有资料"),
    NationalField("办理地点", "", "cv:openingHours", "这里没有资料"),
    NationalField("办理时间", "", "cv:openingHours", "这里没有资料"),
    NationalField("是否收费", "fee.charged", "cv:hasCost", "", lambda s, v: s.fee.charged),
    NationalField("收费说明", "fee.says", "cv:hasCost", "", lambda s, v: s.fee.says),
    NationalField("收费标准", "fee.standard", "cv:hasCost", "收费时必填", lambda s, v: s.fee.standard or None),
    NationalField("收费依据", "fee.basis", "cv:hasCost", "收费时必填", lambda s, v: s.fee.basis or None),
    NationalField("审批结果名称", "result.name", "cpsv:produces", "", lambda s, v: s.result.name),
    NationalField("审批结果类型", "result.kind", "cpsv:produces", "证照、批文、其他、无", lambda s, v: RESULT_KINDS.get(s.result.kind, "其他")),
    NationalField("审批结果说明", "result.says", "cpsv:produces", "", lambda s, v: s.result.says),
    NationalField("办理流程", "step", "cpsv:follows", "六个环节由办件流程保证，说明是事项自己的步骤",
          lambda s, v: {"环节": WAY, "说明": [{"步骤": p.name, "谁来做": p.who, "内容": p.says} for p in s.step]}),
    NationalField("中介服务", "", "cv:relatedService", "这里没有资料"),
    NationalField("数量限制", "", "cv:Requirement", "这里没有资料"),
    NationalField("主题分类", "category, life_events", "cv:thematicArea", "", lambda s, v: _theme(s)),
    NationalField("咨询方式", "", "cv:contactPoint", "这里没有资料"),
    NationalField("监督投诉方式", "", "cv:contactPoint", "这里没有资料"),
    NationalField("行政复议和诉讼", "", "cv:contactPoint", "这里没有资料"),
    NationalField("常见问题", "question", "schema:FAQPage", "", lambda s, v: [{"问": q.q, "答": q.a} for q in s.question]),
    NationalField("申请材料", "material", "cpsv:hasInput, cv:hasInputType", "每样材料的字段见下表",
          lambda s, v: [_material(m) for m in s.material]),
    NationalField("计划生效日期", "版本", "", "", lambda s, v: v.valid_from),
    NationalField("计划取消日期", "status.since", "", "在用的没有", lambda s, v: s.status.since),
    NationalField("事项状态", "status", "adms:status", "1 在用 2 暂停 3 取消", lambda s, v: "1" if s.status.state == "in_force" else "3"),
    NationalField("版本", "版本", "", "内容的SHA-256", lambda s, v: v.digest),
)  # fmt: skip


def national(version: Version) -> dict[str, Any]:
    """Return one service in national fields; None where the value is unknown."""
    return {f.name: None if f.value is None else f.value(version.service, version) for f in FIELDS}


def national_document(version: Version) -> bytes:
    """Return the fields as JSON."""
    return msgspec.json.encode(national(version))


def markdown_table() -> str:
    """Return the text of docs/national-fields.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from ("# 国家事项字段对照", "", INTRODUCTION, "")
    yield from ("| 国家字段 | 我们的字段 | CPSV-AP 3.2 / schema.org | 说明 |", "| --- | --- | --- | --- |")
    for f in FIELDS:
        yield f"| {f.name} | {f'`{f.ours}`' if f.ours else '—'} | {f'`{f.cpsv}`' if f.cpsv else '—'} | {f.note} |"
    yield from ("", "## 申请材料的字段", "", MATERIAL_FIELDS)


INTRODUCTION = (
    "每个事项都可以按国家政务服务事项的字段取用：`GET /api/services/{编码}/national.json`。"
    "这张表由 `backend/catalogue/open_data/national_fields.py` 写出（测试保证一致），是唯一的对照。"
    "“—”表示这里没有这一项资料，输出为 null；不推测、不编造。"
    "字段名和取值来自公开代码与门户数据，GB/T 39554 原文没有读到。"
)
MATERIAL_FIELDS = """| 国家字段 | 我们的字段 | 取值 |
| --- | --- | --- |
| 材料名称 | `name` | |
| 材料类型 | `document` | 1 证件证书证明 2 申请表格文书 3 其他 |
| 材料形式 | `original` | 2 电子化 3 纸质和电子化（要看原件的） |
| 来源渠道 | `held_by`, `document` | 20 政府部门核发（登记里已有）10 申请人自备（表格）99 其他 |
| 出具单位 | `issuer` | |
| 材料必要性 | `required`, `later` | 1 必要 2 非必要 3 容缺后补 |
| 什么情况下需要 | `only_if` | |
| 填报须知 | `what` | |
| 获取途径 | `where` | |
| 受理标准 | `sample` | |
| 电子证照关联 | `held_by` | 登记系统的代号；核对得上就免提交 |
| 有效期（月） | `valid_months` | |"""
