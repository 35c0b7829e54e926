"""One search index for all tests of a run."""

import pytest

from backend.catalogue.load import read_service, service_files
from backend.catalogue.search.index_file import index_file_name, map_index_file
from backend.catalogue.search.index_process import make
from backend.catalogue.search.types import SearchIndex
from backend.kit.unix_socket import private_folder


@pytest.fixture(scope="session")
def index() -> SearchIndex:
    """The index over the shipped catalogue, from the file that all processes of this machine map."""
    services = [read_service(path) for path in service_files()]
    make(path := private_folder("index") / index_file_name(services), services)
    return map_index_file(path)
