"""What a piece of work took, told by the process that did it."""

import json
import re
import resource
import time
from pathlib import Path


def peak_bytes() -> int:
    """The most memory this process has held; outside Linux, or what started it."""
    status = Path("/proc/self/status")
    if status.exists():
        (told,) = re.findall(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))
        return int(told) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Told:
    """Made when the work begins, after everything it needs is imported."""

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._processor = _processor()

    def end(self) -> None:
        """Print one line of JSON: seconds, processor seconds, peak bytes."""
        told = {
            "seconds": time.monotonic() - self._at,
            "processor": _processor() - self._processor,
            "peak": peak_bytes(),
        }
        print(json.dumps(told))
