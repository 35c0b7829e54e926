"""One search index for all tests of a run."""

import pytest

from backend.catalogue.load import read_service, service_files
from backend.catalogue.search.build_index import build
from backend.catalogue.search.index_file import decode_index, encode_index
from backend.catalogue.search.types import SearchIndex


@pytest.fixture(scope="session")
def index() -> SearchIndex:
    """The index over the shipped catalogue, as processes read it from its file."""
    return decode_index(encode_index(build(read_service(path) for path in service_files())))
