"""Failpoints: named places where a test kills the process, to prove that nothing is lost or done twice."""

import os
import signal

ARMED = os.environ.get("FUTIAN_FAILPOINT", "")
FLAG = os.environ.get("FUTIAN_FAILPOINT_FLAG", "")


def failpoint(name: str) -> None:
    """Kill this process (SIGKILL) if this failpoint is armed; with a flag file, only once."""
    if name != ARMED:
        return
    if FLAG:
        try:
            os.close(os.open(FLAG, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
    os.kill(os.getpid(), signal.SIGKILL)
