# SPDX-License-Identifier: Apache-2.0
"""kubectl, and waiting for conditions."""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import time

# What this process has started or changed, ended in the opposite order.
_ENDINGS = []


class TimedOutError(Exception):
    """A condition did not come true in its time."""


def say(text):
    # In one piece: there are steps side by side.
    sys.stderr.write(f"[{time.strftime('%H:%M:%S')}] {text}\n")
    sys.stderr.flush()


def wait_until(what, seconds, probe, progress=None):
    """Polls probe until it returns something true, and returns that; says what it waits for when that takes long."""
    end = time.monotonic() + seconds
    told = time.monotonic()
    while True:
        found = probe()
        if found:
            return found
        now = time.monotonic()
        if now > end:
            raise TimedOutError(f"waited {seconds} s for: {what}")
        if now - told > 5:
            told = now
            detail = progress() if progress else ""
            say(f"  waiting for {what} {detail}".rstrip())
        time.sleep(0.2)


def at_the_end(action):
    """Has action run when this process ends, also by a signal."""
    _ENDINGS.append(action)


@atexit.register
def _end_all():
    while _ENDINGS:
        with contextlib.suppress(Exception):
            _ENDINGS.pop()()


def end_in_order():
    """Whoever ends this process by a signal ends what it has started too: a proxy or a Prometheus would go on for ever."""
    def end(number, _):
        _end_all()
        os._exit(128 + number)  # sys.exit waits for threads, which go on with their steps

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


class Kube:
    def __init__(self, kubectl, kubeconfig):
        self.base = [kubectl, "--kubeconfig", kubeconfig]

    def run(self, *args, stdin=None, check=True):
        done = subprocess.run(
            [*self.base, *args], input=stdin, capture_output=True, text=True, timeout=300, check=False
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"kubectl {' '.join(args)}: {done.stderr.strip()}")
        return done

    def apply(self, *objects, check=True):
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})
        return self.run("apply", "--server-side", "--force-conflicts", "-f", "-", stdin=text, check=check)

    def get(self, kind, name=None, namespace=None, selector=None):
        """The object, or the list's items; None when it is not there."""
        args = ["get", kind, "-o", "json"]
        if name:
            args.insert(2, name)
        if namespace:
            args += ["-n", namespace]
        if selector:
            args += ["-l", selector]
        done = self.run(*args, check=False)
        if done.returncode != 0:
            if "NotFound" in done.stderr or "not found" in done.stderr:
                return None
            raise RuntimeError(f"kubectl get {kind}: {done.stderr.strip()}")
        found = json.loads(done.stdout)
        return found if name else found["items"]

    def delete(self, kind, name, namespace=None, wait=True):
        args = ["delete", kind, name, "--ignore-not-found", f"--wait={'true' if wait else 'false'}"]
        if namespace:
            args += ["-n", namespace]
        return self.run(*args)

    def events(self, kind, name, namespace):
        items = self.get("events", namespace=namespace) or []
        return [
            e for e in items
            if e["involvedObject"].get("kind") == kind and e["involvedObject"].get("name") == name
        ]
