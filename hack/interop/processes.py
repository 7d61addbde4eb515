# SPDX-License-Identifier: Apache-2.0
"""Servers as background processes of this one: started with a log each, waited for, stopped by their ids."""

import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request


def free_ports(count):
    """Ports that nobody listens on; held all at once, so that they differ."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def answers(url, context=None):
    """True when something speaks HTTP at the url, whatever it says."""
    try:
        urllib.request.urlopen(url, timeout=2, context=context).close()
        return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


BOUND = pathlib.Path(__file__).with_name("bound.py")


class Processes:
    def __init__(self, logs):
        self.logs = logs
        self.running = []
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name, command, ready, environment=None, seconds=60):
        """Starts one server and returns when ready() is true; names its log when it does not come up."""
        path = self.logs / f"{name}.log"
        with open(path, "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-IS", str(BOUND), str(os.getpid()), *map(str, command)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=self.logs)
        self.running.append((name, process))
        end = time.monotonic() + seconds
        while not ready():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with status {process.returncode}; its log is {path}")
            if time.monotonic() > end:
                raise RuntimeError(f"{name} did not answer within {seconds} s; its log is {path}")
            time.sleep(0.1)

    def stop(self):
        """In the reverse order: asks, waits, insists, waits."""
        for _, process in reversed(self.running):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.running.clear()
