"""The guardian's child programs: they end with it, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


def start(
    command: list[str], *, log: Path, when_orphaned: signal.Signals, **options: Any
) -> subprocess.Popen:
    """Start a program that is sent `when_orphaned` when this process dies, even of SIGKILL.

    Call it from the main thread: the system counts the end of the starting thread as death.
    Further options are Popen's.
    """
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own programs
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=_bound_to(os.getpid(), when_orphaned),  # noqa: PLW1509 - main thread only
            **options,
        )


def run(command: list[str], *, log: Path) -> int:
    """Run a program to its end, bound to this process, and answer its exit code."""
    return start(command, log=log, when_orphaned=signal.SIGKILL).wait()


def _bound_to(parent: int, when_orphaned: signal.Signals) -> Callable[[], None]:
    return lambda: end_with_parent(when_orphaned, parent=parent)


def end_with_parent(when_orphaned: signal.Signals, *, parent: int | None = None) -> None:
    """Ask the system to send this process that signal when its parent dies."""
    if not sys.platform.startswith("linux"):
        return
    libc.prctl(PR_SET_PDEATHSIG, int(when_orphaned))
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)  # it died before the request was made


def stop(child: subprocess.Popen, *signals: signal.Signals, patience: float = 10.0) -> None:
    """Ask the child to end, each time more firmly, and wait until it has."""
    for number in (*signals, signal.SIGKILL):
        if child.poll() is not None:
            return
        child.send_signal(number)
        try:
            child.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            continue
