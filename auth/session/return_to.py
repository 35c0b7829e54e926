"""Return-to addresses: only pages of this site (prevents open redirects)."""

import re

from backend.kit.web import url_parts

HOME = "/"
LONGEST = 512
PLAIN = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # printable ASCII without space and backslash, not starting //
NEVER = ("/sign-in", "/sign-out", "/staff/sign-in", "/session")


def same_site(wanted: str) -> str:
    """Return the path if it is a page of this site, else the first page."""
    if len(wanted) > LONGEST or not PLAIN.fullmatch(wanted):
        return HOME
    parts = url_parts(wanted)
    if parts.scheme or parts.netloc or parts.path.startswith(NEVER):
        return HOME
    return wanted
