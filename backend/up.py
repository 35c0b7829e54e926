"""`futian up`: the whole house on one machine, for trying it out. Starts everything, says where it is, stops cleanly."""

import asyncio
import fcntl
import os
import secrets
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from auth.sample.people import MEANS
from backend.cases.receipts import new_keys
from backend.kit import embedded, migrate
from backend.kit.crypto import HashKey, Key
from backend.parts import Crew, finish, left_over, server
from backend.seed import seed
from backend.settings import ROOT, Settings
from push.keys import new_vapid_key

PICTURES = ROOT / "backend/materials/samples/pictures"  # what a newcomer holds before the camera


class CannotStart(Exception):
    """Why the house can't open, and what to do, in one sentence."""


class Secrets(Struct, kw_only=True):
    """The secrets of a trial installation, made once and kept readable for the owner only."""

    sealing: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(32))
    hashing: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(32))
    csrf: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(32))
    register: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    sms: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    oidc: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    liveness: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    resident_oidc: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    receipts: str = msgspec.field(default_factory=new_keys)
    vapid: str = msgspec.field(default_factory=new_vapid_key)


class Ports(Struct, frozen=True):
    """Where each part listens, on this machine only."""

    web: int
    samples: int
    staff: int
    province: int
    liveness: int


def up(var: Path, port: int) -> int:
    """Run the house until Ctrl-C; answers the exit code."""
    try:
        with only_one(var):
            clear_away(var)
            return run(var.resolve(), choose_ports(port))
    except (CannotStart, embedded.DidNotStart) as error:
        print(f"\n没有启动：{error}\n", file=sys.stderr)  # noqa: T201 - this is what a person at a terminal reads
        return 1


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the folder's lock; the system frees it even when we are killed, so it is never stale."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "up.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"{var} 里已经有一个正在运行。请先在那个终端按 Ctrl-C，或用 VAR=另一个目录 再试。"
            ) from None
        yield


def clear_away(var: Path) -> None:
    """Let what an earlier, killed run left running finish: it may hold the port."""
    if left := left_over(var):
        say("上一次没有正常停下，正在收尾 …")
        finish(left)


def choose_ports(port: int) -> Ports:
    """The wanted port, which must be free, and four more for the sample world."""
    if not free(port):
        raise CannotStart(f"端口 {port} 已被别的程序占用。请换一个，例如：PORT={port + 10} make run")
    near = [p for p in range(port + 1, port + 40) if free(p)]
    if len(near) < 4:
        raise CannotStart(f"端口 {port} 附近没有空闲端口给样本登记系统用，请换一个 PORT。")
    return Ports(port, *near[:4])


def free(port: int) -> bool:
    """Can somebody listen here?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def keep_secrets(var: Path) -> Secrets:
    """The secrets of this folder, made at the first start."""
    path = var / "secrets.json"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.encode(Secrets()))
    kept = msgspec.json.decode(path.read_bytes(), type=Secrets)
    path.write_bytes(msgspec.json.encode(kept))  # a secret that an older version didn't know is made once, too
    return kept


def settings_for(var: Path, ports: Ports, database: str, redis: str) -> Settings:
    """The settings of a trial installation, all on this machine."""
    kept = keep_secrets(var)
    world = f"http://127.0.0.1:{ports.samples}"
    return Settings(
        database_url=database, redis_url=redis, storage_url=f"file://{var}/papers", origin=f"http://127.0.0.1:{ports.web}",
        sealing_keys=(Key(1, kept.sealing),), hash_key=(HashKey(1, kept.hashing),), csrf_key=kept.csrf, receipt_keys=kept.receipts,
        vapid_key=kept.vapid, register_url=world, register_key=kept.register, sms_url=world, sms_key=kept.sms,
        oidc_issuer=f"http://127.0.0.1:{ports.staff}", oidc_client="futian", oidc_secret=kept.oidc, sample=True,
        resident_oidc_issuer=f"http://127.0.0.1:{ports.province}", resident_oidc_client="futian",
        resident_oidc_secret=kept.resident_oidc, resident_oidc_levels=MEANS, liveness_key=kept.liveness,
        liveness_url=f"http://127.0.0.1:{ports.liveness}/verdict" if os.environ.get("FUTIAN_SAMPLE_LIVENESS") else "",
        push_loopback_port=int(os.environ.get("FUTIAN_PUSH_LOOPBACK_PORT", "0")),
    )  # fmt: skip


def run(var: Path, ports: Ports) -> int:
    """Start the parts in order, wait, stop them in the other order."""
    begun = time.monotonic()
    say("数据库和缓存正在启动 …")
    admin = asyncio.run(migrate.make_database(embedded.start_postgres(var / "postgres"), "futian"))
    redis, _ = embedded.start_valkey(var / "valkey")
    migrate.upgrade(admin)
    asyncio.run(migrate.grant(admin))
    settings = settings_for(var, ports, migrate.as_role(admin), redis)
    shutil.copytree(PICTURES, var / "sample-pictures", dirs_exist_ok=True)
    asyncio.run(seed(settings))
    crew = crew_of(var, settings, ports)
    try:
        for name in crew.commands:
            crew.start(name)
        wait_until_it_answers(f"{settings.origin}/readyz", crew)
        stop = stop_signs()  # before the welcome: who reads it may stop the house at once
        welcome(settings, ports, time.monotonic() - begun)
        return watch(crew, stop)
    finally:
        crew.stop()
        embedded.stop_valkey(var / "valkey")
        embedded.stop_postgres(var / "postgres")
        say("都已停好，数据留在 " + str(var))


MOST_LIVES = 5


def crew_of(var: Path, settings: Settings, ports: Ports) -> Crew:
    """The sample world, the sample identity providers, the sample liveness service where it is wanted, the worker and the web server."""
    world = {"VAR": str(var), "FUTIAN_STAFF_PORT": str(ports.staff)}
    commands = {
        "samples": server("backend.registers.sample.app:create", ports.samples),
        "staff": server("auth.sample_provider:create", ports.staff),
        "province": server("auth.sample_provider:for_residents", ports.province),
        **({"liveness": server("auth.sample_liveness:create", ports.liveness)} if settings.liveness_url else {}),
        "worker": [sys.executable, "-m", "backend.worker"],
        "web": server("backend.app:create", ports.web),
    }
    return Crew(commands, {**os.environ, **settings.to_env(), **world}, var)


def wait_until_it_answers(url: str, crew: Crew, seconds: float = 60) -> None:
    """Wait for the first page; a part that ends before is named."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for name, code in crew.ended():
            raise ended(name, code)
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CannotStart("网页服务 60 秒内没有回应，请看数据目录里的 log.jsonl 最后几行。")


def ended(name: str, code: int) -> CannotStart:
    """Which part has ended by itself."""
    return CannotStart(f"{name} 自己结束了（代码 {code}），请看数据目录里的 log.jsonl 最后几行。")


def stop_signs() -> list[int]:
    """A list that holds a signal as soon as somebody wants the house to stop."""
    stop: list[int] = []
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda number, _: stop.append(number))
    return stop


def watch(crew: Crew, stop: list[int]) -> int:
    """Until somebody presses Ctrl-C; a part that dies is started again, unless it keeps dying."""
    lives = dict.fromkeys(crew.commands, MOST_LIVES)
    while not stop:
        for name, code in crew.ended():
            lives[name] -= 1
            if lives[name] == 0:
                raise ended(name, code)
            say(f"{name} 意外结束，正在重新启动 …")
            crew.start(name)
        time.sleep(0.3)
    say("正在停下 …")
    return 0


def welcome(settings: Settings, ports: Ports, seconds: float) -> None:
    """What somebody who just started it wants to know."""
    from backend.registers.sample.cast import cast

    world = settings.sms_url
    lines = [f"  {m.phone}  {m.name}：{m.story}" for m in cast().values()]
    say(
        f"""
智慧福田已启动（{seconds:.1f} 秒）

  居民页面      {settings.origin}/
  样本手机      {world}/phone     （登录验证码会出现在这里）
  样本世界      {world}/          （样本身份证照片在这里下载；也可以让登记系统“沉默、变慢、说法不一、断开”）
  工作人员      {settings.origin}/desk   （登录时选一位样本工作人员）

  样本居民（用手机号登录）：
"""
        + "\n".join(lines)
        + "\n\n  按 Ctrl-C 停止；数据会留下。\n"
    )


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)  # noqa: T201 - this is what a person at a terminal reads
