"""Heads of the chain, signed (JWS, Ed25519) and kept outside the database: who rewrites the chain can't rewrite these."""

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from backend.audit.types import ChainHead
from backend.kit.clock import local_date
from backend.kit.object_store import open_store, store_errors
from backend.kit.problems import Unavailable
from backend.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ObjectStore

TYPE = "futian-audit-head+jws"
ALGORITHMS = ["Ed25519"]
NEWEST = "newest.jws"  # written at each linking: a chain cut off behind the last day's head is seen too


class SignedHeads:
    """The place of the signed heads of one chain: one for each day, and the newest. `folder` ends in a slash, or is the top."""

    def __init__(self, settings: Settings, folder: str = "") -> None:
        self.settings, self.folder = settings, folder
        self.keys = KeySet.import_key_set(msgspec.json.decode(settings.receipt_keys))

    @cached_property
    def store(self) -> "ObjectStore":
        """The store, opened at the first use."""
        return open_store(place_of(self.settings), self.settings.storage_account)

    def sign(self, head: ChainHead) -> str:
        """The head as a compact JWS, under the key that signs receipts but of another type."""
        key = self.keys.keys[0]
        header = {"alg": "Ed25519", "kid": key.ensure_kid() or key.thumbprint(), "typ": TYPE}
        return jws.serialize_compact(header, msgspec.json.encode(head), key, algorithms=ALGORITHMS)

    def read(self, token: str) -> ChainHead | None:
        """The head, if we signed exactly it, as a head."""
        try:
            found = jws.deserialize_compact(token, self.keys, algorithms=ALGORITHMS)
            if found.headers().get("typ") != TYPE:
                return None
            return msgspec.json.decode(found.payload, type=ChainHead)
        except (JoseError, ValueError):
            return None

    async def keep(self, head: ChainHead) -> str:
        """Keep this head as the newest and as the head of its day so far; answers the JWS, for the log."""
        token = self.sign(head)
        try:
            for name in (NEWEST, f"{local_date(head.at).isoformat()}.jws"):
                await self.store.put_async(self.folder + name, token.encode())
        except store_errors() as error:
            raise Unavailable from error
        return token

    async def all(self) -> dict[str, ChainHead | None]:
        """Every kept head by its name; nothing where the signature isn't ours."""
        try:
            names = sorted(one["path"] for batch in self.store.list() for one in batch if self._ours(one["path"]))
            return {name: self.read((await self._bytes(name)).decode("ascii", "replace")) for name in names}
        except store_errors() as error:
            raise Unavailable from error

    def _ours(self, path: str) -> bool:
        return path.rpartition("/")[0] == self.folder.rstrip("/")

    async def _bytes(self, name: str) -> bytes:
        return bytes(await (await self.store.get_async(name)).bytes_async())


def place_of(settings: Settings) -> str:
    """Address of the heads' store: `AUDIT_URL`, else beside the papers."""
    if settings.audit_url:
        return settings.audit_url
    parts = urlsplit(settings.storage_url.rstrip("/"))
    return urlunsplit(parts._replace(path=parts.path + "-audit")) if parts.path else f"{settings.storage_url}-audit"
