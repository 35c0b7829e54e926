"""Servers below one folder: whatever the folder is called, and without a file that two users would share."""

import tempfile
from pathlib import Path

import pytest
import redis

from backend.kit import embedded_servers
from backend.kit.unix_socket import NotOurs, socket_folder


def test_a_socket_lies_in_its_folder_or_in_a_private_short_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert socket_folder(Path("/srv/一个 地方"), "x.sock") == Path("/srv/一个 地方")
    long = Path("/srv") / ("福" * 40)
    short = socket_folder(long, "x.sock")
    assert short.parent == tmp_path
    assert short.stat().st_mode & 0o777 == 0o700
    assert socket_folder(long, "x.sock") == short
    assert socket_folder(long / "b", "x.sock") != short
    short.chmod(0o777)
    with pytest.raises(NotOurs, match="VAR="):
        socket_folder(long, "x.sock")


def test_the_cache_starts_in_a_long_folder_with_blanks_and_never_evicts(
    grounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(grounds))
    folder = grounds / ("长 名字" * 12)
    url, process = embedded_servers.start_valkey(folder)
    try:
        with redis.Redis.from_url(url) as client:
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert client.config_get("dir")["dir"] == str(folder)
        assert embedded_servers.start_valkey(folder) == (url, None), "a second start joins"
    finally:
        embedded_servers.stop_valkey(folder)
        if process is not None:
            process.wait(10)


def test_nothing_of_the_database_lies_in_the_shared_temporary_folder(admin_url: str, grounds: Path) -> None:
    assert embedded_servers.postmaster(grounds / "postgres") is not None
    assert not (grounds / "postgres.new").exists()
    command = embedded_servers.postgres(grounds / "postgres").command
    assert not [part for part in command if tempfile.gettempdir() + "/." in part]


def test_a_stale_number_is_not_a_server(tmp_path: Path) -> None:
    for text in ("", "x", "1\n", "999999999\n"):
        (tmp_path / "postmaster.pid").write_text(text)
        assert embedded_servers.postmaster(tmp_path) is None
