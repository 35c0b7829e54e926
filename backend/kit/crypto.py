"""Sealing of identity data (AES-256-GCM or SM4-GCM, bound to its row) and keyed hashes for look-up."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

NONCE = 12
TAG = 16


class BrokenSeal(Exception):
    """The sealed bytes were changed, moved to another row, or sealed with a key we don't hold."""


class Key(Struct, frozen=True):
    """One sealing key; its version stands in front of everything it sealed."""

    version: int
    secret: bytes
    cipher: str = "aes"  # aes (256 bit) or sm4 (128 bit, GB/T 32907)


class HashKey(Struct, frozen=True):
    """One key for look-up hashes; its version stands in front of everything it hashed."""

    version: int
    secret: bytes


def eldest(keys: tuple[HashKey, ...]) -> HashKey:
    """The oldest key that is still held, for what is computed and can't be written anew."""
    return min(keys, key=lambda key: key.version)


class Vault:
    """Seals and hashes with the newest key, opens with the one that sealed, finds by every one that it holds."""

    def __init__(self, keys: tuple[Key, ...], hash_keys: tuple[HashKey, ...]) -> None:
        self.keys = {key.version: key for key in keys}
        self.newest = max(keys, key=lambda key: key.version)
        self.hash_keys = tuple(sorted(hash_keys, key=lambda key: -key.version))

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Seal bytes so that they open only for the row they are bound to."""
        nonce = os.urandom(NONCE)
        return bytes([self.newest.version]) + nonce + encrypt(self.newest, nonce, plain, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Open sealed bytes; raises BrokenSeal when they aren't ours or not of this row."""
        key = self.keys.get(sealed[0]) if sealed else None
        if key is None or len(sealed) < 1 + NONCE + TAG:
            raise BrokenSeal
        try:
            return decrypt(key, sealed[1 : 1 + NONCE], sealed[1 + NONCE :], bound_to.encode())
        except InvalidTag as error:
            raise BrokenSeal from error

    def fingerprint(self, kind: str, value: str) -> bytes:
        """A keyed hash by which a value is found without being stored; the first byte is the key's version."""
        return self.fingerprints(kind, value)[0]

    def fingerprints(self, kind: str, value: str) -> list[bytes]:
        """The hashes under which a value may be found, by every key that we hold, the newest first."""
        return [bytes([key.version]) + keyed(key, kind, value) for key in self.hash_keys]

    def lasting(self, kind: str, value: str) -> bytes:
        """A keyed hash that stays while its key is held: for what lies on people's devices, where nobody can write it anew."""
        return keyed(eldest(self.hash_keys), kind, value)


def keyed(key: HashKey, kind: str, value: str) -> bytes:
    """HMAC-SHA-256 over a value and what kind of value it is."""
    return hmac.digest(key.secret, f"{kind}:{value}".encode(), hashlib.sha256)


def encrypt(key: Key, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """Ciphertext followed by its tag."""
    if key.cipher == "aes":
        return AESGCM(key.secret).encrypt(nonce, plain, bound)
    encryptor = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def decrypt(key: Key, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The plain bytes; raises InvalidTag."""
    if key.cipher == "aes":
        return AESGCM(key.secret).decrypt(nonce, sealed, bound)
    decryptor = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(sealed[:-TAG]) + decryptor.finalize()
