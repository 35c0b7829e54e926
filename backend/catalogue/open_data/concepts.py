"""Linked data nodes that services refer to: organisations, places, languages, concepts of our vocabularies."""

from collections.abc import Iterable, Iterator
from typing import Any

from backend.catalogue.load import read_departments
from backend.catalogue.reference_data import read_divisions
from backend.catalogue.search.life_events import life_events
from backend.catalogue.types import Service
from backend.catalogue.vocabulary import ITEM_TYPES, Audience

Node = dict[str, Any]
CHINESE = "http://publications.europa.eu/resource/authority/language/ZHO"
YUAN = "http://publications.europa.eu/resource/authority/currency/CNY"
IN_USE = "http://purl.org/adms/status/Completed"
WITHDRAWN = "http://purl.org/adms/status/Withdrawn"
ITEM_TYPES_EN = {
    "行政许可": "Licence", "行政给付": "Benefit", "行政确认": "Confirmation", "行政奖励": "Award",
    "其他行政权力": "Other administrative act", "公共服务": "Public service",
}  # fmt: skip
AUDIENCES = {"individual": ("自然人", "Individuals"), "enterprise": ("企业和组织", "Enterprises and organisations")}
CHANNELS = {
    "app": ("手机办理", "App and web"),
    "kiosk": ("自助终端", "Self-service kiosk"),
    "counter": ("办事窗口", "Counter"),
}
RESULTS = {
    "licence": ("许可证照", "Licence"), "certificate": ("证明", "Certificate"), "decision": ("决定", "Decision"),
    "payment": ("给付", "Payment"), "record": ("登记备案", "Record"), "booking": ("预约", "Booking"), "answer": ("答复", "Answer"),
}  # fmt: skip
DOCUMENTS = {
    "id_card_front": "居民身份证（人像面）", "id_card_back": "居民身份证（国徽面）", "household_page": "户口簿", "residence_permit": "居住证",
    "bank_card": "银行卡", "graduation_certificate": "毕业证书", "business_licence": "营业执照", "lease": "房屋租赁合同",
    "disability_certificate": "残疾人证", "birth_certificate": "出生医学证明", "photo": "照片", "form": "申请表格", "other": "其他材料",
}  # fmt: skip


def zh(text: str) -> Node:
    """Return a Chinese language string."""
    return {"@value": text, "@language": "zh"}


def both(chinese: str, english: str) -> list[Node]:
    """Return a text in two languages."""
    return [zh(chinese), {"@value": english, "@language": "en"}]


def ref(id: str) -> Node:
    """Return a reference to another node of the document."""
    return {"@id": id}


def concept(id: str, chinese: str, english: str = "") -> Node:
    """Return a SKOS concept."""
    return {"@id": id, "@type": "skos:Concept", "skos:prefLabel": both(chinese, english) if english else zh(chinese)}


def _in_catalogue(kind: str, key: str, origin: str) -> str:
    return f"{origin}/api/catalogue.jsonld#{kind}-{key}"


def dataset_id(origin: str) -> str:
    """Return the IRI of the catalogue."""
    return f"{origin}/api/catalogue.jsonld#catalogue"


def organisation_id(key: str, origin: str) -> str:
    """Return the IRI of a department."""
    return f"{origin}/api/departments#{key}"


def place_id(code: str, origin: str) -> str:
    """Return the IRI of a division."""
    return f"{origin}/api/divisions#{code}"


def category_id(key: str, origin: str) -> str:
    """Return the IRI of a category."""
    return f"{origin}/api/categories#{key}"


def item_type_id(kind: str, origin: str) -> str:
    """Return the IRI of an item type by its two digits."""
    return _in_catalogue("item-type", ITEM_TYPES[kind], origin)  # type: ignore[index]  # keys are the literals themselves


def audience_id(key: str, origin: str) -> str:
    """Return the IRI of an audience."""
    return _in_catalogue("audience", key, origin)


def event_id(key: str, origin: str) -> str:
    """Return the IRI of a life event."""
    return f"{origin}/services/for/{key}#event"


def channel_id(key: str, origin: str) -> str:
    """Return the IRI of a channel type."""
    return _in_catalogue("channel", key, origin)


def result_id(key: str, origin: str) -> str:
    """Return the IRI of a result type."""
    return _in_catalogue("result", key, origin)


def document_id(key: str, origin: str) -> str:
    """Return the IRI of a document class."""
    return _in_catalogue("document", key, origin)


def audiences(audience: Audience) -> tuple[str, ...]:
    """Return the audiences of a service, both if it is for both."""
    return ("individual", "enterprise") if audience == "both" else (audience,)


def organisations(keys: Iterable[str], origin: str) -> Iterator[Node]:
    """Return the nodes of responsible bodies and their areas."""
    found = [d for d in read_departments().values() if d.key in set(keys)]
    for d in found:
        yield {
            "@id": organisation_id(d.key, origin), "@type": "cv:PublicOrganisation", "dct:identifier": d.key,
            "skos:prefLabel": both(d.name, d.name_en), "dct:spatial": ref(place_id(d.division, origin)),
        }  # fmt: skip
    names = {division.code: division for division in read_divisions()}
    for code in sorted({d.division for d in found} | {"440304"}):
        division = names[code]
        yield {
            "@id": place_id(code, origin), "@type": "dct:Location", "dct:identifier": code,
            "skos:prefLabel": both(division.name, division.name_en),
        }  # fmt: skip


def vocabulary(services: list[Service], origin: str) -> Iterator[Node]:
    """Return the concepts used by services, and the catalogue node."""
    yield concept(IN_USE, "在用", "In use")
    yield concept(WITHDRAWN, "取消", "Withdrawn")
    yield concept(YUAN, "人民币", "Renminbi")
    yield {"@id": CHINESE, "@type": "dct:LinguisticSystem", "skos:prefLabel": both("中文", "Chinese")}
    for kind in sorted({s.item_type for s in services}):
        yield concept(item_type_id(kind, origin), kind, ITEM_TYPES_EN[kind])
    for key in sorted({a for s in services for a in audiences(s.audience)}):
        yield concept(audience_id(key, origin), *AUDIENCES[key])
    for key, names in CHANNELS.items():
        yield concept(channel_id(key, origin), *names)
    for key in sorted({s.result.kind for s in services}):
        yield concept(result_id(key, origin), *RESULTS[key])
    for key in sorted({m.document for s in services for m in s.material}):
        yield concept(document_id(key, origin), DOCUMENTS[key])
    yield from events({e for s in services for e in s.life_events}, origin)
    yield from dataset(origin)


def events(keys: set[str], origin: str) -> Iterator[Node]:
    """Return the nodes of life events."""
    for event in life_events():
        if event.key in keys:
            yield {
                "@id": event_id(event.key, origin), "@type": ["cv:Event", "cv:LifeEvent"], "dct:identifier": event.key,
                "dct:title": both(event.name, event.name_en), "dct:description": zh(event.says),
            }  # fmt: skip


def dataset(origin: str) -> Iterator[Node]:
    """Return the node of the catalogue with its publisher."""
    publisher = f"{origin}/api/departments#publisher"
    yield {
        "@id": dataset_id(origin), "@type": "dcat:Dataset", "dct:title": both("智慧福田事项目录", "Smart Futian service catalogue"),
        "dct:description": both("福田区居民和企业可以办理的事项。", "The services that residents and enterprises of Futian can apply for."),
        "dct:publisher": ref(publisher),
    }  # fmt: skip
    yield {
        "@id": publisher, "@type": "foaf:Agent", "dct:identifier": "gov_service",
        "dct:title": both(read_departments()["gov_service"].name, read_departments()["gov_service"].name_en),
    }  # fmt: skip
