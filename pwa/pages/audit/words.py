"""The lines of the audit log in words."""

from typing import Any

from backend.audit.types import Line

ACTIONS = {
    "case": "办件", "consent": "同意与撤回", "identity": "身份", "account": "账号", "catalogue": "事项", "switch": "即时办结开关",
    "person": "本人资料", "receipt": "回执", "audit": "查看本记录", "keys": "密钥", "retention": "到期清除",
}  # fmt: skip


def said_of(line: Line) -> dict[str, Any]:
    """One line as an auditor reads it: the group in words, everything else as it was written."""
    detail = "，".join(f"{key}={value}" for key, value in line.detail.items())
    return {
        "seq": line.seq, "at": line.at, "actor": line.actor, "action": line.action, "subject": line.subject, "detail": detail,
        "group": ACTIONS.get(line.action.partition(".")[0], "其他"),
    }  # fmt: skip
