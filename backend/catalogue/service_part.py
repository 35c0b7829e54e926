"""Base of all parts of a service."""

from msgspec import Struct


class ServicePart(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all parts of a service: immutable, unknown fields refused."""
