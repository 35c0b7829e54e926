"""Services as linked data: CPSV-AP 3.2 (SEMIC, 2024) in JSON-LD 1.1, one graph per service or one for all.

Every node that a service refers to stands in the same document with what the profile demands of it, so that each document
validates by itself. Time limits in working days have no exact xsd:duration: five working days are given as seven days, the
exact words stand in the rule.
"""

from collections.abc import Iterable, Iterator, Mapping

from backend.catalogue.lint.references import category_key
from backend.catalogue.load import read_categories, read_departments
from backend.catalogue.open_data import concepts
from backend.catalogue.open_data.concepts import Node, both, concept, ref, zh
from backend.catalogue.published import Version
from backend.catalogue.sources import legal_resources
from backend.catalogue.types import Service, TimeLimit
from backend.kit.messages.render import Messages

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#", "cpsv": "http://purl.org/vocab/cpsv#", "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#", "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip

_messages = Messages.beside(__file__)
PROMISED, SAME_DAY = _messages.take("promised"), _messages.take("same_day")


def service_document(version: Version, running: Mapping[str, Version], origin: str) -> Node:
    """Return one service with all nodes it refers to."""
    near = [running[code] for code in version.service.related if code in running]
    nodes = [service_node(version.service, running, origin), *(required_properties(v.service, origin) for v in near)]
    return document([*nodes, *shared_nodes([version.service, *(v.service for v in near)], origin)])


def catalogue_document(running: Mapping[str, Version], origin: str) -> Node:
    """Return all services in force."""
    services = [v.service for _, v in sorted(running.items())]
    return document([*(service_node(s, running, origin) for s in services), *shared_nodes(services, origin)])


def document(graph: list[Node]) -> Node:
    """Return a JSON-LD document with an embedded context."""
    return {"@context": CONTEXT, "@graph": graph}


def iri(service: Service, origin: str, part: str = "") -> str:
    """Return the IRI of a service or of a part of it."""
    return f"{origin}/services/{service.code}" + (f"#{part}" if part else "")


def required_properties(service: Service, origin: str) -> Node:
    """Return the mandatory properties: identifier, title, description, competent authority."""
    return {
        "@id": iri(service, origin), "@type": "cpsv:PublicService", "dct:identifier": service.code,
        "dct:title": both(service.name, service.name_en), "dct:description": both(service.purpose, service.purpose_en),
        "cv:hasCompetentAuthority": [ref(concepts.organisation_id(key, origin)) for key in authorities(service)],
    }  # fmt: skip


def authorities(service: Service) -> list[str]:
    """Return the keys of responsible bodies; `street` becomes each street office."""
    if service.department != "street":
        return [service.department]
    return [d.key for d in read_departments().values() if d.kind == "street_office"]


def service_node(service: Service, running: Mapping[str, Version], origin: str) -> Node:
    """Return the node of a service with its own parts nested."""
    node: Node = {
        **required_properties(service, origin),
        "dcat:keyword": [zh(alias) for alias in service.aliases],
        "dct:type": ref(concepts.item_type_id(service.item_type, origin)),
        "dct:audience": [ref(concepts.audience_id(a, origin)) for a in concepts.audiences(service.audience)],
        "dct:language": ref(concepts.CHINESE), "dct:spatial": ref(concepts.place_id("440304", origin)),
        "dct:isPartOf": ref(concepts.dataset_id(origin)), "adms:status": ref(concepts.IN_USE if service.status.state == "in_force" else concepts.WITHDRAWN),
        "cv:thematicArea": ref(concepts.category_id(category_key(service.code) or "", origin)),
        "cv:isGroupedBy": [ref(concepts.event_id(e, origin)) for e in service.life_events],
        "cv:processingTime": {"@value": duration(service.limit), "@type": "xsd:duration"},
        "cv:relatedService": [ref(f"{origin}/services/{code}") for code in service.related if code in running],
        "cv:hasChannel": list(channels(service, origin)), "cv:hasCost": cost(service, origin),
        "cpsv:produces": output(service, origin), "cpsv:hasInput": [evidence(service, i, origin) for i in range(len(service.material))],
        "cv:hasInputType": [ref(iri(service, origin, f"type-{m.key}")) for m in service.material],
        "cv:holdsRequirement": [requirement(service, i, says, origin) for i, says in enumerate(service.who, 1)],
        "cpsv:follows": rule(service, origin), "cv:hasLegalResource": [law(name, article) for name, article in legal_resources(service)],
    }  # fmt: skip
    return {key: value for key, value in node.items() if value != []}


def duration(limit: TimeLimit) -> str:
    """Return the promised limit as xsd:duration; working days are converted to calendar days, rounded up.

    Zero is the same day, never no time: whether the machine decides at once is a switch's matter.
    """
    days = limit.promised if limit.promised_unit == "calendar_day" else -(-limit.promised * 7 // 5)
    return f"P{max(days, 1)}D"


def channels(service: Service, origin: str) -> Iterator[Node]:
    """Return the channel nodes."""
    given = {"app": service.channels.app, "kiosk": service.channels.kiosk, "counter": service.channels.counter}
    for key in (k for k, open_ in given.items() if open_):
        says = zh(service.channels.visit_reason) if key == "counter" and service.channels.visit_reason else []
        node: Node = {
            "@id": iri(service, origin, f"channel-{key}"), "@type": "cv:Channel", "dct:identifier": f"{service.code}-channel-{key}",
            "dct:type": ref(concepts.channel_id(key, origin)), "dct:description": says,
        }  # fmt: skip
        yield {k: v for k, v in node.items() if v != []}


def cost(service: Service, origin: str) -> Node:
    """Return the cost node; an amount is given only if the service is free."""
    node: Node = {
        "@id": iri(service, origin, "cost"), "@type": "cv:Cost", "dct:identifier": f"{service.code}-cost",
        "dct:description": zh("，".join(filter(None, (service.fee.says, service.fee.standard)))),
    }  # fmt: skip
    free = {"cv:hasValue": {"@value": "0.0", "@type": "xsd:double"}, "cv:currency": ref(concepts.YUAN)}
    return node if service.fee.charged else {**node, **free}


def output(service: Service, origin: str) -> Node:
    """Return the node of the result."""
    return {
        "@id": iri(service, origin, "result"), "@type": "cv:Output", "dct:identifier": f"{service.code}-result",
        "dct:title": zh(service.result.name), "dct:description": zh(service.result.says),
        "dct:type": ref(concepts.result_id(service.result.kind, origin)), "dct:language": ref(concepts.CHINESE),
    }  # fmt: skip


def evidence(service: Service, index: int, origin: str) -> Node:
    """Return the node of a required material and its type."""
    m = service.material[index]
    return {
        "@id": iri(service, origin, f"material-{m.key}"), "@type": "cv:Evidence", "dct:identifier": f"{service.code}-{m.key}",
        "dct:title": zh(m.name), "dct:description": zh(m.what), "dct:language": ref(concepts.CHINESE),
        "dct:conformsTo": {
            "@id": iri(service, origin, f"type-{m.key}"), "@type": "cv:EvidenceType",
            "dct:identifier": f"{service.code}-type-{m.key}",
            "cv:evidenceTypeClassification": ref(concepts.document_id(m.document, origin)),
        },
    }  # fmt: skip


def requirement(service: Service, number: int, says: str, origin: str) -> Node:
    """Return the node of one eligibility sentence."""
    return {
        "@id": iri(service, origin, f"who-{number}"), "@type": "cv:Requirement",
        "dct:identifier": f"{service.code}-who-{number}", "dct:title": zh(says),
    }  # fmt: skip


def rule(service: Service, origin: str) -> Node:
    """Return the node of the procedure: steps and exact limits."""
    promised, unit = service.limit.promised, concepts.NAMES.units[service.limit.promised_unit]
    time = (PROMISED(number=promised, unit=unit) if promised else SAME_DAY()).text
    steps = "".join(f"{i}. {s.name}（{s.who}）：{s.says}" for i, s in enumerate(service.step, 1))
    node: Node = {
        "@id": iri(service, origin, "way"), "@type": "cpsv:Rule", "dct:identifier": f"{service.code}-way",
        "dct:title": both(*concepts.NAMES.others["procedure"]), "dct:description": zh(f"{time}{service.limit.note}{steps}"),
        "dct:language": ref(concepts.CHINESE),
    }  # fmt: skip
    laws = [law(name, article) for name, article in legal_resources(service)]
    return {**node, "cpsv:implements": laws} if laws else node


def law(name: str, article: str) -> Node:
    """Return the node of a legal source."""
    return {"@type": "eli:LegalResource", "dct:title": zh(f"{name}（{article}）" if article else name)}


def shared_nodes(services: Iterable[Service], origin: str) -> Iterator[Node]:
    """Return nodes shared by services, each once: bodies, places, concepts, catalogue."""
    services = list(services)
    yield from concepts.organisations({key for s in services for key in authorities(s)}, origin)
    yield from concepts.vocabulary(services, origin)
    for category in read_categories():
        if any(category_key(s.code) == category.key for s in services):
            yield concept(concepts.category_id(category.key, origin), category.name, category.name_en)
