"""Settings that nobody should be served with are refused before the start; every setting is documented, every secret covered."""

import base64
import os
import re
import subprocess
import sys

import msgspec
import pytest

from backend.kit.crypto import HashKey, Key
from backend.settings import ROOT, Settings
from backend.settings_checks import Unsafe, findings, refuse, secrets_of


def random() -> bytes:
    return os.urandom(32)


def text() -> str:
    return base64.b64encode(random()).decode()


@pytest.fixture
def served(settings: Settings) -> Settings:
    """An installation that serves residents, with nothing wrong."""
    return msgspec.structs.replace(
        settings, sample=False, origin="https://futian.gov.cn", register_url="https://registers.gov.cn", sms_url="https://sms.gov.cn",
        register_key=text(), sms_key=text(), csrf_key=random(), sealing_keys=(Key(1, random()),), hash_key=(HashKey(1, random()),),
        oidc_issuer="https://sso.gov.cn", oidc_client="futian", oidc_secret=text(), trusted_proxies=("10.2.0.0/16",),
        audit_url="s3://audit", scanner_url="tcp://127.0.0.1:3310", metrics_key=text(), resident_oidc_issuer="https://id.gov.cn",
        resident_oidc_secret=text(), liveness_url="https://live.gov.cn", liveness_key=text(), vapid_subject="mailto:ops@futian.gov.cn",
        treasury_url="https://treasury.gov.cn", treasury_key=text(),
    )  # fmt: skip


def test_nothing_is_said_of_a_good_one(served: Settings) -> None:
    assert findings(served) == []
    assert refuse(served) is served


ZEROS = b"\0" * 32
UNSAFE: dict[str, list[object]] = {
    "sealing_keys": [(), (Key(1, ZEROS),), (Key(1, random()), Key(2, b"a" * 32))],
    "hash_key": [(HashKey(1, ZEROS),)],
    "audit_key": [ZEROS, b"short"],
    "csrf_key": [b"", ZEROS, b"short"],
    "receipt_keys": ["", "{}", '{"keys": []}', '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "public only"}]}'],
    "vapid_key": ["", "not a key at all, though long"],
    **{
        name: ["", "0" * 32, "secret"]
        for name in ("register_key", "treasury_key", "sms_key", "oidc_secret", "resident_oidc_secret", "liveness_key")
    },
    "metrics_key": ["0" * 32, "secret"],
    "storage_secret": ["0" * 32, "secret"],
    "origin": ["http://futian.gov.cn", "https://127.0.0.1:8000", "futian.gov.cn"],
    **{
        name: ["http://registers.gov.cn", "http://127.0.0.1:8001", "https://localhost:8001", "ftp://x"]
        for name in ("register_url", "treasury_url", "sms_url", "oidc_issuer", "resident_oidc_issuer", "liveness_url")
    },
    "trusted_proxies": [("0.0.0.0/0",), ("10.0.0.1", "::/0"), ("*",), ("128.0.0.0/1",), ("",)],
    "push_loopback_port": [8004],
    "pool_size": [0, -1],
    "reading_seconds": [0.0],
}


def test_each_unsafe_value_is_refused_by_name_with_its_mend(served: Settings) -> None:
    for name, values in UNSAFE.items():
        for value in values:
            spoilt = msgspec.structs.replace(served, **{name: value})
            with pytest.raises(Unsafe) as refused:
                refuse(spoilt)
            lines = str(refused.value).split("\n")[1:]
            assert any(f"FUTIAN_{name.upper()}" in line for line in lines), (name, value, lines)
            assert all(re.search("：.+。.+", line) for line in lines), lines


def test_one_secret_in_two_places_is_refused(served: Settings) -> None:
    with pytest.raises(Unsafe, match="同一个密钥"):
        refuse(msgspec.structs.replace(served, sms_key=served.register_key))


def test_a_trial_may_have_them_and_is_told_that_it_is_one(settings: Settings) -> None:
    assert [(one.setting, one.level) for one in findings(settings)] == [("sample", "weak")]


def test_every_secret_is_looked_at(served: Settings) -> None:
    """A setting that is called a key or a secret is one, and both lists of this file know it."""
    named = {f.name for f in msgspec.structs.fields(Settings) if re.search("_(key|keys|secret)$", f.name)}
    assert named - {"storage_key"} == secrets_of(served).keys(), "storage_key is a name, as AWS calls it"
    assert secrets_of(served).keys() <= UNSAFE.keys()


def test_every_address_of_another_system_is_looked_at() -> None:
    fields = {f.name for f in msgspec.structs.fields(Settings)}
    ours = {
        "database_url",
        "redis_url",
        "storage_url",
        "audit_url",
        "scanner_url",
    }  # of our own network, `open_databases`
    assert {name for name in fields if name.endswith(("_url", "_issuer"))} - ours <= UNSAFE.keys()


def test_every_setting_is_documented() -> None:
    said = (ROOT / "docs/operating.md").read_text("utf-8")
    table = said[said.index("## What it needs") : said.index("## Every day")]
    names = {
        name for cell in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)
    }
    fields = {f.name.upper() for f in msgspec.structs.fields(Settings)}
    assert fields == names


def run(command: list[str], settings: Settings) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **settings.to_env()}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
    )  # fmt: skip


def test_no_process_starts_with_them_and_doctor_says_why(served: Settings) -> None:
    spoilt = msgspec.structs.replace(served, origin="http://futian.gov.cn", csrf_key=ZEROS)
    for command in (["backend.worker"], ["backend.cli", "web"], ["backend.cli", "doctor", "--offline"]):
        done = run(command, spoilt)
        assert done.returncode == 1, (command, done.stdout)
        assert "FUTIAN_ORIGIN" in done.stdout
        assert "FUTIAN_CSRF_KEY" in done.stdout
        assert "Traceback" not in done.stdout


def test_doctor_looks_at_the_parts_and_is_content_with_good_ones(served: Settings, seeded: None) -> None:
    done = run(["backend.cli", "doctor"], served)
    assert (done.returncode, done.stdout) == (0, "没有发现问题\n")
    gone = msgspec.structs.replace(
        served,
        database_url="postgresql://nobody@/none?host=/nowhere",
        redis_url="unix:///nowhere",
        storage_url="file:///proc/none",
    )
    done = run(["backend.cli", "doctor"], gone)
    assert done.returncode == 1
    for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_URL"):
        assert done.stdout.count(f"FUTIAN_{name}") == 1, done.stdout
    assert "Traceback" not in done.stdout


async def test_https_is_asked_for_ever_after(served: Settings, settings: Settings) -> None:
    from backend.app import create

    sent: list[dict[str, object]] = []
    for chosen in (served, settings):
        app = create(chosen)

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "GET", "path": "/livez", "raw_path": b"/livez", "query_string": b"", "headers": [],
                 "http_version": "1.1", "scheme": "https", "server": ("futian.gov.cn", 443), "client": ("1.1.1.1", 1), "root_path": ""}  # fmt: skip
        await app(scope, receive, send)  # type: ignore[arg-type]
    starts = [dict(m["headers"]) for m in sent if m["type"] == "http.response.start"]  # type: ignore[call-overload]
    assert [b"strict-transport-security" in headers for headers in starts] == [True, False]
