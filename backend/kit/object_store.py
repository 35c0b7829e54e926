"""Open a file store by URL: a local folder or S3. obstore (4 MB) is loaded at the first use."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

if TYPE_CHECKING:
    from obstore.store import ObjectStore


class StoreCredentials(Struct, frozen=True):
    """Credentials of an S3 store; empty fields fall back to AWS's defaults."""

    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = ""


def open_store(url: str, account: StoreCredentials = StoreCredentials()) -> "ObjectStore":  # noqa: B008 - frozen
    """Open the store at file:///… or s3://bucket/prefix; a missing folder is created."""
    from obstore.store import LocalStore, from_url

    if not url.startswith("file://"):
        return from_url(url, **client_options(account))
    folder = Path(unquote(urlsplit(url).path))
    folder.mkdir(parents=True, exist_ok=True)
    return LocalStore(folder)


def store_errors() -> tuple[type[Exception], ...]:
    """What a store raises that doesn't respond or is full; for `except`, which asks only when something was raised."""
    from obstore.exceptions import BaseError

    return BaseError, OSError


def client_options(account: StoreCredentials) -> dict[str, Any]:
    """Return the client's options, with timeouts shorter than a resident's patience."""
    given = {
        "endpoint": account.endpoint, "region": account.region, "access_key_id": account.key, "secret_access_key": account.secret,
    }  # fmt: skip
    return {
        "config": {name: value for name, value in given.items() if value},
        "client_options": {
            "timeout": "10s",
            "connect_timeout": "3s",
            "allow_http": account.endpoint.startswith("http://"),
        },
        "retry_config": {"max_retries": 2, "retry_timeout": timedelta(seconds=12)},
    }
