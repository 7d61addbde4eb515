# SPDX-License-Identifier: Apache-2.0
"""Becomes a program that, on Linux, the kernel stops when its parent has ended, however that happened.

    bound.py PARENT COMMAND [ARGUMENT...]     PARENT is the process id of the caller

A program of its own, since a process with threads must run no Python between fork and exec.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

parent, command = int(sys.argv[1]), sys.argv[2:]
libc = ctypes.CDLL(None)
if hasattr(libc, "prctl"):
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)  # it had ended before
os.execvp(command[0], command)
