"""Services of which a guide sees nothing, from sensitive_services.toml: code and reason."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("sensitive_services.toml")


@cache
def sensitive_services() -> Mapping[str, str]:
    """Return the reason of each listed service by its code."""
    return {str(code): str(reason) for code, reason in tomllib.loads(FILE.read_text("utf-8")).items()}
