"""What processes take: processor time and memory, each with those it started."""

from collections.abc import Iterable

import psutil

MB = 1024 * 1024


def tree(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def processor_time(processes: Iterable[psutil.Process]) -> float:
    """Return the seconds of processor time that they have had so far, in the kernel's service too."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def memory(processes: Iterable[psutil.Process]) -> float:
    """Return the megabytes that they hold, what several of them share counted once (Linux: PSS)."""
    return sum(held(process) for process in processes) / MB


def held(process: psutil.Process) -> int:
    whole = process.memory_full_info()
    return int(getattr(whole, "pss", whole.uss))
