"""A store of files by its address: a folder of this machine or S3 (obstore)."""

from pathlib import Path
from urllib.parse import urlsplit

from obstore.store import LocalStore, ObjectStore, from_url


def open_store(url: str) -> ObjectStore:
    """The store at file:///… or s3://bucket/prefix; a folder that is missing is made."""
    if not url.startswith("file://"):
        return from_url(url)
    folder = Path(urlsplit(url).path)
    folder.mkdir(parents=True, exist_ok=True)
    return LocalStore(folder)
