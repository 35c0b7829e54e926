"""Cookies: the session id (256 random bits), and the long-lived mark of a known browser."""

import base64
import hashlib
import re
import secrets

from backend.kit.crypto import Vault

SHAPE = re.compile(r"[apq][A-Za-z0-9_-]{43}(?:[A-Za-z0-9_-]{16})?")
RANDOM = 44  # the kind letter and 32 bytes in base64url
KNOWN_BROWSER_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
KNOWN_BROWSER_SECONDS = 400 * 24 * 3600  # browsers keep no cookie longer (RFC 6265bis §5.5)
COOKIE_SECONDS = 24 * 3600  # longer than a session, so that a form sent after its end is still known to be ours
ANONYMOUS, OWN, SHARED = "a", "p", "q"


def name(secure: bool) -> str:
    """`__Host-futian` over https; plain http (a trial on this machine) can't carry a Secure cookie."""
    return "__Host-futian" if secure else "futian"


def new_id(vault: Vault, owner: str = "", *, shared: bool = False) -> str:
    """Create a session id; the end of an owned one is a keyed mark of its owner."""
    if not owner:
        return ANONYMOUS + secrets.token_urlsafe(32)
    start = (SHARED if shared else OWN) + secrets.token_urlsafe(32)
    return start + owner_mark(vault, start, owner)


def owner_mark(vault: Vault, start: str, owner: str) -> str:
    """A keyed hash over the random part and the owner: says nothing, and differs in every session."""
    return owner_marks(vault, start, owner)[0]


def owner_marks(vault: Vault, start: str, owner: str) -> list[str]:
    """The owner's mark under every key in use, so that a change of keys ends no session."""
    return [
        base64.urlsafe_b64encode(one[1:13]).decode() for one in vault.fingerprints("session-owner", f"{start}:{owner}")
    ]


def belongs_to(vault: Vault, cookie: str, owner: str) -> bool:
    """Did this id belong to a session of this owner?"""
    return any(secrets.compare_digest(cookie[RANDOM:], mark) for mark in owner_marks(vault, cookie[:RANDOM], owner))


def is_owned(cookie: str) -> bool:
    """Did this id belong to a signed-in session?"""
    return cookie[:1] in (OWN, SHARED)


def is_shared(cookie: str) -> bool:
    """Was this id given to a device that several people use?"""
    return cookie[:1] == SHARED


def redis_name(cookie: str) -> str:
    """Hash of an id, as Redis stores it: reading Redis gives no session."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def read(header: str, secure: bool) -> str:
    """Read the session id from a Cookie header; "" if it is missing or malformed."""
    value = value_of(header, name(secure))
    return value if SHAPE.fullmatch(value) and (len(value) > RANDOM) == is_owned(value) else ""


def value_of(header: str, wanted: str) -> str:
    """The value of a cookie, or nothing."""
    parts = (part.strip().partition("=") for part in header.split(";"))
    return next((value for key, _, value in parts if key == wanted), "")


def known_browser_name(secure: bool) -> str:
    """The second cookie, which outlives sessions: it says nothing but that this browser was here before."""
    return name(secure) + "-known"


def read_known_browser(header: str, secure: bool) -> str:
    """The mark of a browser that was here before, or nothing."""
    value = value_of(header, known_browser_name(secure))
    return value if KNOWN_BROWSER_SHAPE.fullmatch(value) else ""


def write_known_browser(value: str, secure: bool) -> str:
    """The Set-Cookie line by which a browser is known for as long as browsers keep cookies."""
    return f"{known_browser_name(secure)}={value}; {attributes(secure)}; Max-Age={KNOWN_BROWSER_SECONDS}"


def write_acting(secure: bool, *, acting: bool) -> str:
    """`Set-Cookie` header of the flag that keeps pages made for everybody from a browser whose visitor acts for another.

    Those pages lack the banner that says for whom. The flag grants nothing; who acts for whom stands in the session.
    """
    return f"{name(secure)}-acting={'1' if acting else ''}; {attributes(secure)}{'' if acting else '; Max-Age=0'}"


def write(cookie: str, secure: bool) -> str:
    """`Set-Cookie` header with the session id; on a shared device it ends with the window."""
    age = "" if is_shared(cookie) else f"; Max-Age={COOKIE_SECONDS}"
    return f"{name(secure)}={cookie}; {attributes(secure)}{age}"


def erase(secure: bool) -> str:
    """`Set-Cookie` header that deletes the session cookie."""
    return f"{name(secure)}=; {attributes(secure)}; Max-Age=0"


def attributes(secure: bool) -> str:
    """Out of reach of scripts, and not sent along when another site posts to us."""
    return "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
