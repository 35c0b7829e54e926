"""The true client address: forged headers change nothing (CVE-2025-59152)."""

from typing import Any

from backend.kit.client_address import client_address, rate_limit_key
from tests.support.each import each

OURS = ("10.0.0.0/8", "fd00::/8")


def scope(peer: str | None, *forwarded: str) -> Any:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return {"client": (peer, 1) if peer else None, "headers": headers}


@each(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.5", (), "203.0.113.5"),
        ("203.0.113.5", ("1.2.3.4",), "203.0.113.5"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("203.0.113.5",), "203.0.113.5"),
        ("10.0.0.1", ("1.2.3.4, 203.0.113.5",), "203.0.113.5"),
        ("10.0.0.1", ("1.2.3.4", "203.0.113.5"), "203.0.113.5"),
        ("10.0.0.1", ("203.0.113.5, 10.0.0.9",), "203.0.113.5"),
        ("10.0.0.1", ("nonsense",), "10.0.0.1"),
        ("10.0.0.1", ("1.2.3.4, nonsense",), "10.0.0.1"),
        ("10.0.0.1", ("203.0.113.5:8123",), "203.0.113.5"),
        ("fd00::1", ("[2001:db8::7]:443",), "2001:db8::7"),
        ("::ffff:10.0.0.1", ("::ffff:203.0.113.5",), "203.0.113.5"),
        (None, ("1.2.3.4",), "unknown"),
        ("not-an-address", ("1.2.3.4",), "unknown"),
    ],
)
def test_only_our_own_proxies_say_who_is_behind_them(peer: str | None, forwarded: tuple[str, ...], found: str) -> None:
    assert client_address(scope(peer, *forwarded), OURS) == found


def test_one_household_of_ipv6_counts_as_one() -> None:
    assert rate_limit_key("2001:db8:1:2:3::4") == rate_limit_key("2001:db8:1:2:ffff::9")
    assert rate_limit_key("2001:db8:1:2::1") != rate_limit_key("2001:db8:1:3::1")
    assert rate_limit_key("203.0.113.5") == "203.0.113.5"
