"""Child processes for work that a hostile file or a foreign library may break: no secrets, bounded memory, length-prefixed messages.

The parent calls `start` (or `subprocess.run` with `command` and `environment`) and `end`; the child calls `limit_resources` first.
A message is four bytes with the length (big endian), then the body: `b"\\x00\\x00\\x00\\x05ready"`.
"""

import os
import resource
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:  # a child needs no event loop and must start quickly
    from asyncio import StreamReader
    from asyncio.subprocess import Process

ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""All that a child reads of our environment: nothing about databases, keys and addresses."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_HEAD = struct.Struct(">I")


def command(arguments: tuple[str, ...]) -> list[str]:
    """Command line of a child: this Python with these arguments, as `("-m", "backend.kit.pdf_child")`."""
    return [sys.executable, *arguments]


def environment(*also: str, fixed: Mapping[str, str] = ONE_THREAD) -> dict[str, str]:
    """Environment of a child: `PASSED_ON`, the variables named in `also`, and `fixed` values."""
    kept = {name: os.environ[name] for name in (*PASSED_ON, *also) if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT)} | dict(fixed)


async def start(arguments: tuple[str, ...], env: Mapping[str, str], *, errors: bool = False) -> "Process":
    """Start a child with pipes to its standard input and output; `errors`: its standard error goes to ours."""
    from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec

    return await create_subprocess_exec(
        *command(arguments), stdin=PIPE, stdout=PIPE, stderr=None if errors else DEVNULL, env=env, cwd=ROOT
    )


async def end(process: "Process") -> int:
    """Kill the child if it still runs; returns its exit code, negative after a signal."""
    if process.returncode is None:
        process.kill()
    return await process.wait()


def limit_resources(
    memory: int, *, writes: bool = False, open_files: int | None = None, cpu_seconds: int | None = None
) -> None:
    """Limit this process: address space in bytes, writing files, open files, CPU time; it leaves no core dump."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: None if writes else 0,
        resource.RLIMIT_NOFILE: open_files,
        resource.RLIMIT_CPU: cpu_seconds,
    }
    for what, most in limits.items():
        if most is not None:
            resource.setrlimit(what, (most, most))


def own_output() -> BinaryIO:
    """Standard output for our answers alone; what a library prints goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def framed(body: bytes) -> bytes:
    """Put the length before a message."""
    return _HEAD.pack(len(body)) + body


def send(stream: BinaryIO, body: bytes) -> None:
    """Send one message."""
    stream.write(framed(body))
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """Read one message; None if the stream ends before the message does."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (length,) = _HEAD.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def messages(output: BinaryIO) -> Iterator[bytes]:
    """All whole messages of a child that has ended."""
    return iter(lambda: receive(output), None)


async def read_message(stream: "StreamReader", most: int) -> bytes:
    """Read one message of at most `most` bytes; raises EOFError if it is longer or the child ends."""
    (length,) = _HEAD.unpack(await stream.readexactly(_HEAD.size))
    if length > most:
        raise EOFError("the message is longer than any answer")
    return await stream.readexactly(length)
