"""The linked data is what CPSV-AP 3.2 demands, one service at a time and all together."""

import copy
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
import pytest

from backend.catalogue.load import read_service, service_files
from backend.catalogue.open_data.linked_data import catalogue_document, duration, service_document
from backend.catalogue.published import Version
from backend.catalogue.types import TimeLimit

if TYPE_CHECKING:  # imported when used: they take a second to import
    from rdflib import Graph

SHAPES = Path(__file__).with_name("cpsv_ap.ttl")
ORIGIN = "https://futian.example"
SERVICE = "http://purl.org/vocab/cpsv#PublicService"


@pytest.fixture(scope="module")
def running() -> dict[str, Version]:
    services = [read_service(path) for path in service_files()]
    return {s.code: Version(id=uuid4(), digest="x", valid_from=date(2026, 1, 1), service=s) for s in services}


@cache
def shapes() -> "Graph":
    from rdflib import Graph

    return Graph().parse(SHAPES)


def graph(document: Any) -> "Graph":
    from rdflib import Graph

    return Graph().parse(data=msgspec.json.encode(document), format="json-ld")


def conforms(document: Any) -> tuple[bool, str]:
    from pyshacl import validate

    fits, _, text = validate(graph(document), shacl_graph=shapes())
    return bool(fits), str(text)


def test_the_whole_catalogue_conforms(running: dict[str, Version]) -> None:
    from rdflib import URIRef

    document = catalogue_document(running, ORIGIN)
    fits, text = conforms(document)
    assert fits, text[:2000]
    assert len(list(graph(document).subjects(None, URIRef(SERVICE)))) == 212


@pytest.mark.parametrize("code", ["FT0205001", "FT1201007", "FT1120009", "FT1510004"])
def test_one_service_conforms_by_itself(running: dict[str, Version], code: str) -> None:
    fits, text = conforms(service_document(running[code], running, ORIGIN))
    assert fits, text[:2000]


@pytest.mark.parametrize("left_out", ["dct:identifier", "dct:title", "dct:description", "cv:hasCompetentAuthority"])
def test_the_shapes_notice_what_is_missing(running: dict[str, Version], left_out: str) -> None:
    document = copy.deepcopy(service_document(running["FT0205001"], running, ORIGIN))
    del document["@graph"][0][left_out]
    assert not conforms(document)[0]


def test_the_shapes_notice_a_body_that_is_none(running: dict[str, Version]) -> None:
    document = copy.deepcopy(service_document(running["FT0205001"], running, ORIGIN))
    document["@graph"][0]["cv:hasCompetentAuthority"] = {"@id": f"{ORIGIN}/nobody"}
    assert not conforms(document)[0]


@pytest.mark.parametrize(
    ("limit", "said"),
    [(TimeLimit(promised=0), "P1D"), (TimeLimit(promised=5), "P7D"), (TimeLimit(promised=1), "P2D"),
     (TimeLimit(promised=30, promised_unit="calendar_day"), "P30D")],
)  # fmt: skip
def test_working_days_are_stretched_to_calendar_days(limit: TimeLimit, said: str) -> None:
    assert duration(limit) == said
