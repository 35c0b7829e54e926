"""Structured logging: one event per fact, named in the past tense, with ids only and never personal data."""

import logging
import sys
from typing import Any

# structlog loads rich wherever it is installed, to draw errors: 5 MB and 0.15 s of CPU of every process that writes JSON lines
_loaded = {name: module for name, module in sys.modules.items() if name == "rich"}
sys.modules["rich"] = None  # type: ignore[assignment]  # an import of it fails
import structlog  # noqa: E402

del sys.modules["rich"]
sys.modules.update(_loaded)


def set_up(level: str = "INFO", pretty: bool = False) -> None:
    """Log JSON lines to standard error (readable lines on a terminal)."""
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
    """Log an event at level info."""
    structlog.get_logger().info(event, **ids)


def worry(event: str, **ids: Any) -> None:
    """Log an event that an operator should look at (level warning)."""
    structlog.get_logger().warning(event, **ids)
