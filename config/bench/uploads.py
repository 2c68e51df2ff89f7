"""What hostile uploads cost: seconds and memory of each, in a process of its own."""

import json
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from config.bench import hostile

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_SECONDS, MOST_MEGABYTES = 5.0, 300


@dataclass(frozen=True)
class Outcome:
    """What became of one upload. `jpeg` is what would be stored, in hex; empty if refused."""

    name: str
    refused_as: str
    seconds: float
    peak_megabytes: float
    jpeg: str = ""


def run(members: int, report: Callable[[str], Any]) -> dict[str, Any]:
    """Feed every hostile upload to a process as the web server is one, and report the worst."""
    outcomes = list(outcomes_of(hostile.uploads()))
    for outcome in sorted(outcomes, key=lambda each: -each.seconds)[:10]:
        report(
            f"{outcome.seconds:6.2f} s {outcome.peak_megabytes:6.0f} MB  {outcome.name}: "
            f"{outcome.refused_as or 'written anew'}"
        )
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    largest = max(outcomes, key=lambda outcome: outcome.peak_megabytes)
    return {
        "uploads": len(outcomes),
        "refused": sum(1 for outcome in outcomes if outcome.refused_as),
        "slowest": {"name": slowest.name, "seconds": slowest.seconds},
        "largest": {"name": largest.name, "megabytes": largest.peak_megabytes},
        "within_bounds": slowest.seconds <= MOST_SECONDS
        and largest.peak_megabytes <= MOST_MEGABYTES,
    }


def outcomes_of(uploads: Iterator[hostile.Upload]) -> Iterator[Outcome]:
    """Each upload, read by one child process that works on them one after the other."""
    command = [sys.executable, "-m", "config.bench.uploads"]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin and child.stdout
        for upload in uploads:
            child.stdin.write(struct.pack(">I", len(upload.data)) + upload.data)
            child.stdin.flush()
            line = child.stdout.readline()
            if not line:
                raise RuntimeError(f"the process died of {upload.name!r}")
            yield Outcome(**{**json.loads(line), "name": upload.name})
        child.stdin.close()


def _work(lines: BinaryIO) -> None:
    import django  # noqa: PLC0415 - only the child sets Django up

    django.setup()
    from members import pictures  # noqa: PLC0415

    while length := lines.read(4):
        data = lines.read(struct.unpack(">I", length)[0])
        _forget_the_peak()
        began, refused_as, jpeg = time.perf_counter(), "", b""
        try:
            jpeg = pictures.read(BytesIO(data)).jpeg
        except pictures.UnableToReadPicture as refusal:
            refused_as = refusal.code
        seconds = round(time.perf_counter() - began, 3)
        outcome = Outcome("", refused_as, seconds, _peak_megabytes(), jpeg.hex())
        sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
        sys.stdout.flush()


def _forget_the_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak_megabytes() -> float:
    """The most memory this process held at once since the peak was forgotten."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return round(int(line.split()[1]) / 1024, 1)


if __name__ == "__main__":
    _work(sys.stdin.buffer)
