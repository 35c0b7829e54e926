"""Authenticated encryption of identity data (AES-256-GCM or SM4-GCM, bound to its row) and keyed hashes for look-up."""

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
    """Raised when a ciphertext was changed, moved to another row, or encrypted with an unknown key."""


class Key(Struct, frozen=True):
    """Encryption key; its version is the first byte of each ciphertext."""

    version: int
    secret: bytes
    cipher: str = "aes"  # aes (256 bit) or sm4 (128 bit, GB/T 32907)


class HashKey(Struct, frozen=True):
    """Key for look-up hashes; its version is the first byte of each hash."""

    version: int
    secret: bytes


def eldest(keys: tuple[HashKey, ...]) -> HashKey:
    """Return the oldest key still in use, for hashes that can't be recomputed."""
    return min(keys, key=lambda key: key.version)


class Vault:
    """Encrypts and hashes with the newest key; decrypts with the key of the ciphertext; looks up by all keys."""

    def __init__(self, keys: tuple[Key, ...], hash_keys: tuple[HashKey, ...]) -> None:
        self.keys = {key.version: key for key in keys}
        self.newest = max(keys, key=lambda key: key.version)
        self.hash_keys = tuple(sorted(hash_keys, key=lambda key: -key.version))

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Encrypt bytes bound to one row (associated data)."""
        nonce = os.urandom(NONCE)
        return bytes([self.newest.version]) + nonce + encrypt(self.newest, nonce, plain, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Decrypt bytes of one row; raises BrokenSeal if they were changed or belong to another row."""
        key = self.keys.get(sealed[0]) if sealed else None
        if key is None or len(sealed) < 1 + NONCE + TAG:
            raise BrokenSeal
        try:
            return decrypt(key, sealed[1 : 1 + NONCE], sealed[1 + NONCE :], bound_to.encode())
        except InvalidTag as error:
            raise BrokenSeal from error

    def fingerprint(self, kind: str, value: str) -> bytes:
        """Return the keyed hash by which a value is found without being stored; first byte: key version."""
        return self.fingerprints(kind, value)[0]

    def fingerprints(self, kind: str, value: str) -> list[bytes]:
        """Return the look-up hashes of a value under all keys, newest first."""
        return [bytes([key.version]) + keyed(key, kind, value) for key in self.hash_keys]

    def lasting(self, kind: str, value: str) -> bytes:
        """Return a keyed hash that doesn't change with new keys: for values stored on people's devices."""
        return keyed(eldest(self.hash_keys), kind, value)


def keyed(key: HashKey, kind: str, value: str) -> bytes:
    """Return the HMAC-SHA-256 of a value and its kind."""
    return hmac.digest(key.secret, f"{kind}:{value}".encode(), hashlib.sha256)


def encrypt(key: Key, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """Return ciphertext followed by the authentication tag."""
    if key.cipher == "aes":
        return AESGCM(key.secret).encrypt(nonce, plain, bound)
    encryptor = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def decrypt(key: Key, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Return the plaintext; raises InvalidTag."""
    if key.cipher == "aes":
        return AESGCM(key.secret).decrypt(nonce, sealed, bound)
    decryptor = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(sealed[:-TAG]) + decryptor.finalize()
