"""What is wrong or weak in the settings of an installation, each with its mend. What is wrong keeps the house from starting."""

import ipaddress
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Literal, get_args
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.settings import SettingMissing, Settings

Level = Literal["wrong", "weak"]
LeftOut = Literal["audit_url", "scanner_url", "metrics_key", "oidc_issuer", "resident_oidc_issuer"]
"""Settings that the house runs without, but better with."""
_messages = Messages.beside(__file__)
SAYS, LEFT_OUT = _messages.texts("safety", Audience.MACHINE), _messages.texts("left_out", Audience.MACHINE, LeftOut)
LEAST_SECRET = 16  # bytes, or characters of a secret that is text
MOST_PROXIES = 2**24  # addresses: more than 10.0.0.0/8 is not a list of our own proxies
KEYGEN = "python3 -c 'import base64,os;print(base64.b64encode(os.urandom(32)).decode())'"
EXAMPLE = "futian.example"


class SettingProblem(Struct, frozen=True):
    """One setting, and what is wrong or weak about it and how it is mended."""

    level: Level
    setting: str
    says: str

    def line(self) -> str:
        """The finding as one line."""
        return SAYS(
            "line_wrong" if self.level == "wrong" else "line_weak", setting=self.setting.upper(), says=self.says
        )


class Unsafe(SettingMissing):
    """An installation that isn't a trial has settings that nobody should be served with."""


def refuse(settings: Settings) -> Settings:
    """The settings, if the house may start with them; raises `Unsafe` with everything that is wrong."""
    if wrong := [found.line() for found in findings(settings) if found.level == "wrong"]:
        raise Unsafe("\n".join((SAYS("unsafe"), *wrong)))
    return settings


def findings(settings: Settings) -> list[SettingProblem]:
    """Everything there is to say, what is wrong first. A trial is told only that it is one."""
    if settings.sample:
        return [SettingProblem("weak", "sample", SAYS("sample"))]
    found = [one for check in CHECKS for one in check(settings)]
    return sorted(found, key=lambda one: one.level == "weak")


def secrets_of(settings: Settings) -> dict[str, list[bytes]]:
    """Every secret of ours by the name of its setting; a guarantee test compares this with all settings."""
    text = (
        "register_key",
        "treasury_key",
        "sms_key",
        "oidc_secret",
        "resident_oidc_secret",
        "liveness_key",
        "metrics_key",
        "storage_secret",
    )
    return {
        "sealing_keys": [key.secret for key in settings.sealing_keys],
        "hash_key": [key.secret for key in settings.hash_key],
        "audit_key": [settings.audit_key],
        "csrf_key": [settings.csrf_key],
        "receipt_keys": [settings.receipt_keys.encode()],
        "vapid_key": [settings.vapid_key.encode()],
        **{name: [getattr(settings, name).encode()] for name in text},
    }


def needed(settings: Settings) -> set[str]:
    """The secrets that may not be empty in this installation."""
    always = {"sealing_keys", "hash_key", "csrf_key", "receipt_keys", "vapid_key", "register_key", "sms_key"}
    with_address = {
        "oidc_secret": settings.oidc_issuer, "resident_oidc_secret": settings.resident_oidc_issuer,
        "liveness_key": settings.liveness_url, "storage_secret": settings.storage_key, "treasury_key": settings.treasury_url,
    }  # fmt: skip
    return always | {name for name, other in with_address.items() if other}


def weak_secrets(settings: Settings) -> Iterator[SettingProblem]:
    """Secrets that are missing, short, of one byte only, or used twice."""
    places: dict[bytes, set[str]] = defaultdict(set)
    for name, secrets in secrets_of(settings).items():
        given = [secret for secret in secrets if secret]
        if not given and name in needed(settings):
            yield SettingProblem("wrong", name, SAYS("no_key", command=KEYGEN))
        for secret in given:
            places[secret].add(name)
            if len(secret) < LEAST_SECRET or len(set(secret)) < LEAST_SECRET // 2:
                yield SettingProblem("wrong", name, SAYS("weak_key", least=LEAST_SECRET, command=KEYGEN))
    for names in places.values():
        if len(names) > 1 and names != {
            "hash_key",
            "audit_key",
        }:  # the chain goes on with a look-up key that was retired
            yield SettingProblem("wrong", min(names), SAYS("shared_key", other=max(names)))


def unreadable_keys(settings: Settings) -> Iterator[SettingProblem]:
    """Keys in a format that can't be used."""
    try:
        keys = msgspec.json.decode(settings.receipt_keys, type=dict[str, list[dict[str, object]]])["keys"]
        readable = bool(keys) and "d" in keys[0]
    except (msgspec.DecodeError, KeyError):
        readable = False
    if settings.receipt_keys and not readable:
        yield SettingProblem("wrong", "receipt_keys", SAYS("receipt_keys"))
    try:
        usable = isinstance(load_pem_private_key(settings.vapid_key.encode(), None), EllipticCurvePrivateKey)
    except (ValueError, TypeError):
        usable = False
    if settings.vapid_key and not usable:
        yield SettingProblem("wrong", "vapid_key", SAYS("vapid_key"))


OURS = ("origin", "register_url", "treasury_url", "sms_url", "oidc_issuer", "resident_oidc_issuer", "liveness_url")


def open_addresses(settings: Settings) -> Iterator[SettingProblem]:
    """Addresses without TLS, or of a sample on this machine."""
    for name in OURS:
        if not (value := getattr(settings, name)):
            continue
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname:
            yield SettingProblem("wrong", name, SAYS("not_https", value=value))
        elif is_loopback(parts.hostname):
            yield SettingProblem("wrong", name, SAYS("sample_address", value=value))
    if settings.push_loopback_port:
        yield SettingProblem("wrong", "push_loopback_port", SAYS("test_only"))


def is_loopback(host: str) -> bool:
    """Is this the machine itself?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def open_proxies(settings: Settings) -> Iterator[SettingProblem]:
    """Proxies that are no address, or so many that anybody could say where a request came from."""
    for proxy in settings.trusted_proxies:
        try:
            wide = ipaddress.ip_network(proxy, strict=False).num_addresses > MOST_PROXIES
        except ValueError:
            wide = True
        if wide:
            yield SettingProblem("wrong", "trusted_proxies", SAYS("proxy", proxy=proxy))


def wrong_amounts(settings: Settings) -> Iterator[SettingProblem]:
    """Amounts that can't be."""
    for name in ("pool_size", "reading_seconds", "register_seconds", "upload_idle_seconds"):
        if getattr(settings, name) <= 0:
            yield SettingProblem("wrong", name, SAYS("not_positive"))


def open_databases(settings: Settings) -> Iterator[SettingProblem]:
    """Databases and stores that are reached over a network without TLS or without a password."""
    redis = urlsplit(settings.redis_url)
    if redis.scheme == "redis" and not is_loopback(redis.hostname or ""):
        yield SettingProblem("weak", "redis_url", SAYS("redis_open"))
    database = urlsplit(settings.database_url)
    if database.hostname and not is_loopback(database.hostname) and "sslmode=verify" not in database.query:
        yield SettingProblem("weak", "database_url", SAYS("database_open"))
    if settings.storage_endpoint.startswith("http://"):
        yield SettingProblem("weak", "storage_endpoint", SAYS("storage_open"))


def left_out(settings: Settings) -> Iterator[SettingProblem]:
    """What the house runs without, but better with."""
    for name in get_args(LeftOut):
        if not getattr(settings, name):
            yield SettingProblem("weak", name, LEFT_OUT(name))
    if settings.face_suffices and not settings.liveness_url:
        yield SettingProblem("weak", "liveness_url", SAYS("no_liveness"))
    if not settings.resident_oidc_passkey:
        yield SettingProblem("weak", "resident_oidc_passkey", SAYS("unbound_provider"))
    if EXAMPLE in settings.vapid_subject:
        yield SettingProblem("weak", "vapid_subject", SAYS("vapid_subject"))


CHECKS: tuple[Callable[[Settings], Iterator[SettingProblem]], ...] = (
    weak_secrets, unreadable_keys, open_addresses, open_proxies, wrong_amounts, open_databases, left_out,
)  # fmt: skip
