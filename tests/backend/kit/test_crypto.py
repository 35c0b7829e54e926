"""Sealed means: only with our key, only unchanged, only in its own row."""

import os

import pytest

from backend.kit.crypto import BrokenSeal, HashKey, Key, Vault, decrypt, encrypt

OLD, NEW, SM4 = Key(1, os.urandom(32)), Key(2, os.urandom(32)), Key(3, os.urandom(16), "sm4")
HASH = (HashKey(1, b"h"),)


@pytest.mark.parametrize("key", [OLD, SM4], ids=["aes", "sm4"])
def test_there_and_back(key: Key) -> None:
    vault = Vault((key,), HASH)
    sealed = vault.seal("陈桂兰".encode(), "identity:1")
    assert vault.open(sealed, "identity:1").decode() == "陈桂兰"
    assert "陈桂兰".encode() not in sealed
    assert vault.seal(b"same", "x") != vault.seal(b"same", "x")


@pytest.mark.parametrize("key", [OLD, SM4], ids=["aes", "sm4"])
def test_it_opens_nowhere_else_and_not_when_changed(key: Key) -> None:
    vault = Vault((key,), HASH)
    sealed = vault.seal(b"secret", "identity:1")
    with pytest.raises(BrokenSeal):
        vault.open(sealed, "identity:2")
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(BrokenSeal):
            vault.open(bytes(changed), "identity:1")
    for short in (b"", sealed[:5]):
        with pytest.raises(BrokenSeal):
            vault.open(short, "identity:1")


def test_sm4_gcm_is_the_published_one() -> None:
    """RFC 8998, appendix A.1."""
    key = Key(1, bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"), "sm4")
    plain = bytes.fromhex("".join(c * 16 for c in "ABCDEFEA"))
    bound, nonce = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"), bytes.fromhex("00001234567800000000ABCD")
    sealed = encrypt(key, nonce, plain, bound)
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert decrypt(key, nonce, sealed, bound) == plain


def test_rotation_seals_with_the_newest_and_opens_with_the_old() -> None:
    before = Vault((OLD,), HASH).seal(b"x", "r")
    vault = Vault((OLD, NEW), HASH)
    assert vault.open(before, "r") == b"x"
    assert vault.seal(b"x", "r")[0] == NEW.version
    with pytest.raises(BrokenSeal):
        Vault((NEW,), HASH).open(before, "r")


def test_look_up_is_keyed_and_by_kind() -> None:
    vault = Vault((OLD,), HASH)
    assert vault.fingerprint("phone", "+86199") == vault.fingerprint("phone", "+86199")
    assert vault.fingerprint("phone", "+86199") != vault.fingerprint("id_number", "+86199")
    assert vault.fingerprint("phone", "+86199") != Vault((OLD,), (HashKey(1, b"other"),)).fingerprint("phone", "+86199")


def test_look_up_finds_by_every_key_and_hashes_with_the_newest() -> None:
    first, second = HashKey(1, b"first"), HashKey(2, b"second")
    before, both = Vault((OLD,), (first,)), Vault((OLD,), (first, second))
    assert both.fingerprint("phone", "+86199")[0] == 2
    assert both.fingerprints("phone", "+86199") == [
        both.fingerprint("phone", "+86199"),
        before.fingerprint("phone", "+86199"),
    ]
    assert before.fingerprint("phone", "+86199") not in Vault((OLD,), (second,)).fingerprints("phone", "+86199")
    assert both.lasting("outbox", "x") == before.lasting("outbox", "x")
