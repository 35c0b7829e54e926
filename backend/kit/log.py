"""One log event per fact, past tense, ids only; never personal data."""

import logging
import sys
from typing import Any

import structlog


def set_up(level: str = "INFO", pretty: bool = False) -> None:
    """JSON lines on standard error (or readable lines for a person at a terminal)."""
    render: Any = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


def fact(event: str, **ids: Any) -> None:
    """Write down that something happened."""
    structlog.get_logger().info(event, **ids)


def worry(event: str, **ids: Any) -> None:
    """Write down that something went wrong, so that an operator looks."""
    structlog.get_logger().warning(event, **ids)
