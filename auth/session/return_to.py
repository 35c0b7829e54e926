"""Where a person goes on after signing in: only ever a page of this site."""

import re

from backend.kit.web import url_parts

HOME = "/"
LONGEST = 512
PLAIN = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # printable ASCII without space and backslash, not starting //
NEVER = ("/sign-in", "/sign-out", "/staff/sign-in", "/session")


def same_site(wanted: str) -> str:
    """The path if it is one of ours, else the first page."""
    if len(wanted) > LONGEST or not PLAIN.fullmatch(wanted):
        return HOME
    parts = url_parts(wanted)
    if parts.scheme or parts.netloc or parts.path.startswith(NEVER):
        return HOME
    return wanted
