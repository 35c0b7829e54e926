"""The worker process of a live house in tests: the real one, whose reader remembers."""

from backend import worker
from backend.materials.reading import reader
from tests.support.remembering import Remembering

if __name__ == "__main__":
    reader.Reader = Remembering  # type: ignore[misc]
    from backend.materials import virus_scan

    virus_scan.Reader = Remembering  # type: ignore[misc]
    worker.main()
