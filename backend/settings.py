"""Everything that differs between installations, read once from the environment."""

import base64
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.kit.crypto import HashKey, Key
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.object_store import StoreCredentials
from backend.kit.unix_socket import private_folder

LENGTHS = {"aes": 32, "sm4": 16}  # bytes of a sealing key
FIRST = 1  # the version of a look-up key that is written without one
LEAST_HASH_KEY = 16  # bytes
SAYS = Messages.beside(__file__).texts("settings", Audience.MACHINE)


class SettingMissing(Exception):
    """A setting that has no safe default isn't there, or isn't what it should be."""


class Settings(Struct, frozen=True, kw_only=True):
    """One installation; frozen, passed, never looked up."""

    database_url: str
    redis_url: str
    storage_url: str  # file:///… or s3://bucket/prefix
    # where signed heads of the audit chain are kept; empty: beside the papers. Best a place that only takes additions
    audit_url: str = ""
    index_path: str = (
        ""  # where search indexes lie, shared by the processes of one machine; empty: a temporary folder of this user
    )
    maintenance_file: str = ""  # while this file exists every page says that the house rests; empty: there is no switch
    storage_endpoint: str = ""  # of a store that speaks S3 elsewhere than at AWS; the next three as it wants them
    storage_region: str = ""
    storage_key: str = ""
    storage_secret: str = ""
    origin: str  # the address residents see, e.g. https://futian.example
    sealing_keys: tuple[Key, ...]
    hash_key: tuple[HashKey, ...]  # of look-ups; the newest hashes, all of them find
    audit_key: bytes = b""  # of the audit chain, which can't be rewritten; empty: the first look-up key
    csrf_key: bytes
    receipt_keys: str  # JWK set with private keys; the first signs
    vapid_key: str  # PEM, P-256
    vapid_subject: str = "mailto:push@futian.example"
    push_hosts: tuple[str, ...] = (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "*.notify.windows.com",
        "*.push.apple.com",
        "*.push.services.mozilla.com",
    )
    push_loopback_port: int = 0  # tests and samples only: a push service stand-in on this machine
    register_url: str
    register_key: str
    register_seconds: float = 2.0
    treasury_url: str = ""  # where payment orders go; empty: the registers' address and key, as in a trial
    treasury_key: str = ""  # needed with an address of its own
    sms_url: str
    sms_key: str
    oidc_issuer: str = ""  # where officers and editors sign in
    oidc_client: str = ""
    oidc_secret: str = ""
    # the provincial identity provider, where residents may sign in and prove who they are
    resident_oidc_issuer: str = ""
    resident_oidc_client: str = ""
    resident_oidc_secret: str = ""
    resident_oidc_levels: tuple[str, ...] = ()  # `acr=document` or `acr=verified`: what the provider's words mean here
    resident_oidc_passkey: bool = True  # "verified" counts only where the provider says the sign-in was bound to a key
    # a certified service that tells a live face from a replayed one; without it the limit stands
    liveness_url: str = ""
    liveness_key: str = ""
    face_suffices: bool = True  # False: for services with consequences only the identity provider or an officer counts
    trusted_proxies: tuple[str, ...] = ()
    metrics_key: str = ""  # what a collector of /metrics must show (Bearer); empty: the page isn't there
    sample: bool = False  # a trial installation: sample people, sample phone, marked on every page
    pool_size: int = 10
    after_check_percent: int = 5  # proposal: of machine approvals, for an officer's eyes afterwards
    reading_seconds: float = 20.0
    scanner_url: str = ""  # a clamd that looks through every file before it is opened: tcp://host:port or unix:///path
    # without a byte, after which an upload's connection is given up; what came is kept
    upload_idle_seconds: float = 30.0

    def __post_init__(self) -> None:
        versions = {key.version for key in self.hash_key}
        if not versions or len(versions) < len(self.hash_key):
            raise ValueError(SAYS("hash_key_versions"))
        if not self.audit_key and FIRST not in versions:
            raise ValueError(SAYS("audit_key"))

    @property
    def chain_secret(self) -> bytes:
        """What the audit chain is keyed with."""
        return self.audit_key or next(key.secret for key in self.hash_key if key.version == FIRST)

    @property
    def index_folder(self) -> Path:
        """Where the processes of this machine find search indexes."""
        return Path(self.index_path) if self.index_path else private_folder("index")

    @property
    def storage_account(self) -> StoreCredentials:
        """How the store of papers is reached, where it isn't a folder."""
        return StoreCredentials(self.storage_endpoint, self.storage_region, self.storage_key, self.storage_secret)

    @property
    def secure(self) -> bool:
        """Is the public address https? Cookies are then `__Host-` and Secure."""
        return self.origin.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read `FUTIAN_<NAME>` for each field; say plainly which one is missing or wrong."""
        raw = {f.name: environ[n] for f in msgspec.structs.fields(cls) if (n := "FUTIAN_" + f.name.upper()) in environ}
        given: dict[str, object] = {**raw}
        for name in ("trusted_proxies", "push_hosts", "resident_oidc_levels"):
            if name in raw:
                given[name] = tuple(raw[name].split())
        try:
            if "sealing_keys" in raw:
                given["sealing_keys"] = tuple(read_key(part) for part in raw["sealing_keys"].split())
            if "hash_key" in raw:
                given["hash_key"] = tuple(read_hash_key(part) for part in raw["hash_key"].split())
            for name in ("audit_key", "csrf_key"):
                if name in raw:
                    given[name] = base64.b64decode(raw[name], validate=True)
            return msgspec.convert(given, cls, strict=False, builtin_types=(bytes,))
        except (msgspec.ValidationError, ValueError) as error:
            raise SettingMissing(SAYS("environment", error=error)) from error

    def to_env(self) -> dict[str, str]:
        """The environment that `from_env` reads back to this."""
        out: dict[str, str] = {}
        for f in msgspec.structs.fields(type(self)):
            value = getattr(self, f.name)
            out["FUTIAN_" + f.name.upper()] = write_setting(value)
        return out


def read_key(text: str) -> Key:
    """One key from `version:cipher:base64`."""
    version, cipher, coded = text.split(":", 2)
    secret = base64.b64decode(coded, validate=True)
    if LENGTHS.get(cipher) != len(secret) or not 1 <= int(version) <= 255:
        raise ValueError(SAYS("sealing_key", version=version))
    return Key(int(version), secret, cipher)


def read_hash_key(text: str) -> HashKey:
    """One key from `version:base64`; without a version it is the first."""
    version, _, coded = text.rpartition(":")
    secret = base64.b64decode(coded, validate=True)
    if not 1 <= int(version or FIRST) <= 255 or len(secret) < LEAST_HASH_KEY:
        raise ValueError(SAYS("hash_key", version=version or FIRST, least=LEAST_HASH_KEY))
    return HashKey(int(version or FIRST), secret)


def write_setting(value: object) -> str:
    """One setting as text."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple):
        return " ".join(write_setting(v) for v in value)
    if isinstance(value, Key):
        return f"{value.version}:{value.cipher}:{base64.b64encode(value.secret).decode()}"
    if isinstance(value, HashKey):
        return f"{value.version}:{base64.b64encode(value.secret).decode()}"
    return str(value).lower() if isinstance(value, bool) else str(value)


ROOT = Path(__file__).resolve().parent.parent
