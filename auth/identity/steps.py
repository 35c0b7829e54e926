"""The steps and their words, read once from the files beside this one."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from auth.identity.types import ProofingStep, ProofingSteps
from backend.kit.problems import NotThere

HERE = Path(__file__).parent
FREE = ("machine", "too_late")
"""Reasons that are not the person's: a try that ended so isn't counted."""


class FailureReason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why something didn't do: which photo, why, and what to do."""

    photo: str
    reason: str
    advice: str


@cache
def steps() -> ProofingSteps:
    """Everything that steps.toml says."""
    return msgspec.convert(tomllib.loads((HERE / "steps.toml").read_text("utf-8")), ProofingSteps)


@cache
def reasons() -> dict[str, FailureReason]:
    """Every reason by its code word."""
    return msgspec.convert(tomllib.loads((HERE / "reasons.toml").read_text("utf-8")), dict[str, FailureReason])


def step_of(key: str) -> ProofingStep:
    """The step of this key; NotThere for any other word."""
    for step in steps().step:
        if step.key == key:
            return step
    raise NotThere


def findings_of(codes: list[str]) -> list[dict[str, str]]:
    """The findings of a try as the page lists them."""
    known = reasons()
    return [{"outcome": "failed", "reason": known[code].reason, "advice": known[code].advice} for code in codes]


def blamed_digests(codes: Iterable[str], digests: list[bytes]) -> list[bytes]:
    """The digests of the pictures that these reasons blame: one side of a card, all frames of a face, or none."""
    blamed = {reasons()[code].photo for code in codes}
    if "face" in blamed:
        return digests
    return [digest for side, digest in zip(("front", "back"), digests, strict=False) if side in blamed]
