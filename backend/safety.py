"""What is wrong or weak in the settings of an installation, each with its mend. What is wrong keeps the house from starting."""

import ipaddress
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from msgspec import Struct

from backend.settings import SettingMissing, Settings

Level = Literal["wrong", "weak"]
LEAST_SECRET = 16  # bytes, or characters of a secret that is text
MOST_PROXIES = 2**24  # addresses: more than 10.0.0.0/8 is not a list of our own proxies
KEYGEN = "python3 -c 'import base64,os;print(base64.b64encode(os.urandom(32)).decode())'"
EXAMPLE = "futian.example"


class SettingProblem(Struct, frozen=True):
    """One setting, what is wrong or weak about it, and how it is mended."""

    level: Level
    setting: str
    says: str
    mend: str

    def line(self) -> str:
        """The finding as one line."""
        return f"{'错误' if self.level == 'wrong' else '提醒'}  FUTIAN_{self.setting.upper()}：{self.says}。{self.mend}"


class Unsafe(SettingMissing):
    """An installation that isn't a trial has settings that nobody should be served with."""


def refuse(settings: Settings) -> Settings:
    """The settings, if the house may start with them; raises `Unsafe` with everything that is wrong."""
    if wrong := [found.line() for found in findings(settings) if found.level == "wrong"]:
        raise Unsafe("设置不安全，没有启动（futian doctor 可以先检查）：\n" + "\n".join(wrong))
    return settings


def findings(settings: Settings) -> list[SettingProblem]:
    """Everything there is to say, what is wrong first. A trial is told only that it is one."""
    if settings.sample:
        return [
            SettingProblem(
                "weak", "sample", "这是试用环境，里面都是样本居民和样本系统", "对外服务前去掉这一项，再检查一次"
            )
        ]
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
            yield SettingProblem("wrong", name, "没有密钥", f"生成一个：{KEYGEN}")
        for secret in given:
            places[secret].add(name)
            if len(secret) < LEAST_SECRET or len(set(secret)) < LEAST_SECRET // 2:
                yield SettingProblem(
                    "wrong", name, f"密钥太短或太简单（至少{LEAST_SECRET}字节，要随机）", f"生成一个：{KEYGEN}"
                )
    for names in places.values():
        if len(names) > 1 and names != {
            "hash_key",
            "audit_key",
        }:  # the chain goes on with a look-up key that was retired
            yield SettingProblem("wrong", min(names), f"和 {max(names)} 用了同一个密钥", "每一项各生成一个")


def unreadable_keys(settings: Settings) -> Iterator[SettingProblem]:
    """Keys in a format that can't be used."""
    try:
        keys = msgspec.json.decode(settings.receipt_keys, type=dict[str, list[dict[str, object]]])["keys"]
        readable = bool(keys) and "d" in keys[0]
    except (msgspec.DecodeError, KeyError):
        readable = False
    if settings.receipt_keys and not readable:
        yield SettingProblem("wrong", "receipt_keys", "不是带私钥的 JWK 集合", "用 futian receipts rotate 生成")
    try:
        usable = isinstance(load_pem_private_key(settings.vapid_key.encode(), None), EllipticCurvePrivateKey)
    except (ValueError, TypeError):
        usable = False
    if settings.vapid_key and not usable:
        yield SettingProblem(
            "wrong", "vapid_key", "不是 P-256 私钥（PEM）", "生成一个：openssl ecparam -genkey -name prime256v1 -noout"
        )


OURS = ("origin", "register_url", "treasury_url", "sms_url", "oidc_issuer", "resident_oidc_issuer", "liveness_url")


def open_addresses(settings: Settings) -> Iterator[SettingProblem]:
    """Addresses without TLS, or of a sample on this machine."""
    for name in OURS:
        if not (value := getattr(settings, name)):
            continue
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname:
            yield SettingProblem("wrong", name, f"“{value}” 不是 https 地址", "换成 https 地址")
        elif is_loopback(parts.hostname):
            yield SettingProblem("wrong", name, f"“{value}” 是这台机器上的样本", "换成正式系统的地址")
    if settings.push_loopback_port:
        yield SettingProblem("wrong", "push_loopback_port", "只用于测试", "去掉这一项")


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
            yield SettingProblem(
                "wrong", "trusted_proxies", f"“{proxy}” 不是地址，或者几乎是全世界", "只写自己的代理服务器的地址"
            )


def wrong_amounts(settings: Settings) -> Iterator[SettingProblem]:
    """Amounts that can't be."""
    for name in ("pool_size", "reading_seconds", "register_seconds", "upload_idle_seconds"):
        if getattr(settings, name) <= 0:
            yield SettingProblem("wrong", name, "必须大于零", "去掉这一项就用默认值")


def open_databases(settings: Settings) -> Iterator[SettingProblem]:
    """Databases and stores that are reached over a network without TLS or without a password."""
    redis = urlsplit(settings.redis_url)
    if redis.scheme == "redis" and not is_loopback(redis.hostname or ""):
        yield SettingProblem("weak", "redis_url", "经网络连接，没有加密", "用 rediss:// 并设密码，或只在本机")
    database = urlsplit(settings.database_url)
    if database.hostname and not is_loopback(database.hostname) and "sslmode=verify" not in database.query:
        yield SettingProblem("weak", "database_url", "经网络连接，没有核对数据库的证书", "加上 ?sslmode=verify-full")
    if settings.storage_endpoint.startswith("http://"):
        yield SettingProblem("weak", "storage_endpoint", "材料经网络传送，没有加密", "换成 https 地址")


def left_out(settings: Settings) -> Iterator[SettingProblem]:
    """What the house runs without, but better with."""
    missing = {
        "audit_url": ("审计链的签名和材料放在一起，管数据库的人也可能改到", "指到只能追加的地方"),
        "scanner_url": ("文件打开前没有查病毒", "指到 clamd，如 tcp://127.0.0.1:3310"),
        "metrics_key": ("没有 /metrics，出了问题看不到", "设一个密钥给采集程序"),
        "oidc_issuer": ("工作人员没有地方登录", "指到单位的统一认证"),
        "resident_oidc_issuer": ("居民不能用省统一身份认证", "指到省统一身份认证平台"),
    }
    for name, (says, mend) in missing.items():
        if not getattr(settings, name):
            yield SettingProblem("weak", name, says, mend)
    if settings.face_suffices and not settings.liveness_url:
        yield SettingProblem(
            "weak", "liveness_url", "刷脸没有经过认证的活体检测", "接上活体检测，或设 FUTIAN_FACE_SUFFICES=false"
        )
    if not settings.resident_oidc_passkey:
        yield SettingProblem("weak", "resident_oidc_passkey", "省平台没有绑定设备的登录也算“已核实”", "设为 true")
    if EXAMPLE in settings.vapid_subject:
        yield SettingProblem("weak", "vapid_subject", "推送服务联系不到您", "写上管理员的邮箱，如 mailto:…")


CHECKS: tuple[Callable[[Settings], Iterator[SettingProblem]], ...] = (
    weak_secrets, unreadable_keys, open_addresses, open_proxies, wrong_amounts, open_databases, left_out,
)  # fmt: skip
