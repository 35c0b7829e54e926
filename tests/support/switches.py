"""Waiting for a switch to reach a process."""

import asyncio
from typing import Any

import pytest


async def until(house: Any, code: str, on: bool) -> None:
    """Until this process has heard of it."""
    catalogue = house.framework.state.catalogue
    for _ in range(200):
        if catalogue.decides_at_once(catalogue.get(code)) is on:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the process never heard of the switch")
