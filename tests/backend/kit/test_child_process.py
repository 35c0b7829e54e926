"""Child processes: no secrets, limits that hold, answers that no library can garble."""

import asyncio
import io

import pytest

from backend.kit import child_process
from backend.kit.child_process import end, environment, framed, messages, read_message, start

HONEST = """
import json, os, resource, sys
from backend.kit.child_process import limit_resources, own_output, receive, send
limit_resources(2_000_000_000, open_files=32, cpu_seconds=9)
out = own_output()
print("a library says hello")
names = ("RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE", "RLIMIT_CPU")
send(out, receive(sys.stdin.buffer) + json.dumps(dict(os.environ)).encode())
send(out, json.dumps([resource.getrlimit(getattr(resource, name))[0] for name in names]).encode())
"""


async def test_a_child_knows_no_secret_keeps_its_limits_and_answers_whole_messages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    process = await start(("-c", HONEST), environment())
    assert process.stdin
    assert process.stdout
    process.stdin.write(framed(b"task"))
    told, limits = [await read_message(process.stdout, 10_000) for _ in range(2)]
    assert told.startswith(b"task{")
    assert b"secret" not in told
    assert limits == b"[2000000000, 0, 0, 32, 9]"
    assert (await process.wait(), await end(process)) == (0, 0)


async def test_a_hanging_child_is_killed() -> None:
    process = await start(("-c", "import time; time.sleep(60)"), environment())
    assert await end(process) == -9


async def test_a_message_that_is_too_long_or_cut_short_is_none() -> None:
    stream = asyncio.StreamReader()
    stream.feed_data(framed(b"12345"))
    with pytest.raises(EOFError, match="longer"):
        await read_message(stream, 4)
    assert list(messages(io.BytesIO(framed(b"one") + framed(b"") + framed(b"two")[:-1]))) == [b"one", b""]
    assert "HOME" not in environment()
    assert environment("HOME", fixed={}) | child_process.ONE_THREAD == environment("HOME")
