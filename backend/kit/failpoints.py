"""Named points at which a test may kill this process, to prove that nothing is lost or doubled there."""

import os
import signal

ARMED = os.environ.get("FUTIAN_FAILPOINT", "")
FLAG = os.environ.get("FUTIAN_FAILPOINT_FLAG", "")


def failpoint(name: str) -> None:
    """Die here (kill -9) if this point is armed; with a flag file, only the first time."""
    if name != ARMED:
        return
    if FLAG:
        try:
            os.close(os.open(FLAG, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
    os.kill(os.getpid(), signal.SIGKILL)
