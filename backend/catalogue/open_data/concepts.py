"""Linked data nodes that services refer to: organisations, places, languages, concepts of our vocabularies."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backend.catalogue.load import read_departments
from backend.catalogue.reference_data import read_divisions
from backend.catalogue.search.life_events import life_events
from backend.catalogue.types import Service
from backend.catalogue.vocabulary import ITEM_TYPES, Audience, ItemType, Unit

Node = dict[str, Any]
CHINESE = "http://publications.europa.eu/resource/authority/language/ZHO"
YUAN = "http://publications.europa.eu/resource/authority/currency/CNY"
IN_USE = "http://purl.org/adms/status/Completed"
WITHDRAWN = "http://purl.org/adms/status/Withdrawn"


class ConceptNames(Struct, frozen=True, forbid_unknown_fields=True):
    """Names of our concepts, from concepts.toml: Chinese and English."""

    item_types: dict[str, str]
    audiences: dict[str, tuple[str, str]]
    channels: dict[str, tuple[str, str]]
    results: dict[str, tuple[str, str]]
    documents: dict[str, str]
    others: dict[str, tuple[str, str]]
    units: dict[Unit, str]
    feed: dict[str, str]


NAMES = msgspec.toml.decode(Path(__file__).with_name("concepts.toml").read_bytes(), type=ConceptNames)


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


def item_type_id(kind: ItemType, origin: str) -> str:
    """Return the IRI of an item type by its two digits."""
    return _in_catalogue("item-type", ITEM_TYPES[kind], origin)


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
    yield concept(IN_USE, *NAMES.others["in_use"])
    yield concept(WITHDRAWN, *NAMES.others["withdrawn"])
    yield concept(YUAN, *NAMES.others["yuan"])
    yield {"@id": CHINESE, "@type": "dct:LinguisticSystem", "skos:prefLabel": both(*NAMES.others["chinese"])}
    for kind in sorted({s.item_type for s in services}):
        yield concept(item_type_id(kind, origin), kind, NAMES.item_types[kind])
    for key in sorted({a for s in services for a in audiences(s.audience)}):
        yield concept(audience_id(key, origin), *NAMES.audiences[key])
    for key, names in NAMES.channels.items():
        yield concept(channel_id(key, origin), *names)
    for key in sorted({s.result.kind for s in services}):
        yield concept(result_id(key, origin), *NAMES.results[key])
    for key in sorted({m.document for s in services for m in s.material}):
        yield concept(document_id(key, origin), NAMES.documents[key])
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
        "@id": dataset_id(origin), "@type": "dcat:Dataset", "dct:title": both(*NAMES.others["catalogue"]),
        "dct:description": both(*NAMES.others["about"]),
        "dct:publisher": ref(publisher),
    }  # fmt: skip
    yield {
        "@id": publisher, "@type": "foaf:Agent", "dct:identifier": "gov_service",
        "dct:title": both(read_departments()["gov_service"].name, read_departments()["gov_service"].name_en),
    }  # fmt: skip
