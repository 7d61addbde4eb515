# SPDX-License-Identifier: Apache-2.0
"""What is done to the node itself, which is this machine: processes of a pod, and a runtime that is slow to end them."""

import atexit
import contextlib
import os
import pathlib
import signal

HELD = set()  # ids of shims that stand still


def processes(uid):
    """Ids of the processes in the containers of the pod with this UID."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may end while we look
            if uid in (process / "cgroup").read_text():
                found.append(int(process.name))
    return found


def resident(pid):
    """Bytes; 0 when it has ended."""
    return memory(pid, "VmRSS:")


def peak(pid):
    """The most that was resident, in bytes; 0 when it has ended."""
    return memory(pid, "VmHWM:")


def memory(pid, what):
    with contextlib.suppress(OSError):
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) << 10
    return 0


def parent(pid):
    # The name in parentheses may hold anything; the id of the parent is the second word behind it.
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def hold(uid):
    """Halts the shim of a pod, so that nobody can end its containers: as on a node that hangs, or cannot be reached.

    Otherwise the kubelet kills what was deleted by force within seconds, and the attempt is about who is faster.
    """
    for pid in processes(uid):
        shim = parent(pid)
        if "containerd-shim" in pathlib.Path(f"/proc/{shim}/cmdline").read_text():
            os.kill(shim, signal.SIGSTOP)
            HELD.add(shim)
            return
    raise RuntimeError(f"pod {uid} has no process whose parent is a shim")


def release():
    """Lets all of them go on."""
    while HELD:
        with contextlib.suppress(ProcessLookupError):
            os.kill(HELD.pop(), signal.SIGCONT)


atexit.register(release)
