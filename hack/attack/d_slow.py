# SPDX-License-Identifier: Apache-2.0
"""D: taken down by whoever reaches the webhook's port, which every pod of the cluster does."""

import contextlib
import functools
import socket
import ssl
import threading
import time

import endure
import resources as r
from attempt import SURVIVED, Attempt

PORT = 8443
RENEWED = 2  # seconds, after which the webhook ends a body that does not come


class Slow:
    """Connections whose requests announce a body that does not come, renewed as they end."""

    def __init__(self, address, path, length):
        self.address = address
        head = f"POST {path} HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        self.head = head.encode()
        self.context = ssl.create_default_context()
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE
        self.ended = threading.Event()
        self.sent = self.failed = 0

    def hold(self, count):
        """One thread's connections, again and again until it is over."""
        while not self.ended.is_set():
            started = time.monotonic()
            with contextlib.ExitStack() as held:
                for _ in range(count):
                    try:
                        plain = held.enter_context(socket.create_connection(self.address, 5))
                        held.enter_context(self.context.wrap_socket(plain)).sendall(self.head)
                        self.sent += 1
                    except OSError:
                        self.failed += 1
                    if self.ended.is_set():
                        return
                self.ended.wait(max(0, started + RENEWED - time.monotonic()))

    @contextlib.contextmanager
    def held(self, count, threads=20):
        running = [threading.Thread(target=self.hold, args=(count // threads,), daemon=True) for _ in range(threads)]
        for thread in running:
            thread.start()
        try:
            yield
        finally:
            self.ended.set()
            for thread in running:
                thread.join(30)


def slow_bodies(count, length, seconds, world):
    """From the node to each pod of the webhook. What is compared with: as many to the API server, which has the same processor."""

    def hold(addresses, path):
        slow = [Slow(address, path, length) for address in addresses]
        with contextlib.ExitStack() as held:
            for one in slow:
                held.enter_context(one.held(count // len(slow)))
            time.sleep(seconds)
        return sum(one.sent for one in slow), sum(one.failed for one in slow)

    def act():
        pods = world.admin.get("pods", namespace=r.SYSTEM, selector="app.kubernetes.io/name=model-signature-webhook") or []
        sent, failed = hold([(pod["status"]["podIP"], PORT) for pod in pods], "/admission/x")
        if sent < count:
            raise RuntimeError(f"the webhook took {sent} slow requests only, {failed} failed")
        return f"{sent} slow requests of {length} bytes, {failed} failed"

    def compare():
        server = world.tenant_api.address
        hold([(server.hostname, server.port)], "/api/v1/namespaces/default/pods")

    return endure.endure(world, act, lambda: None, compare=compare)


def of(function, *args):
    return functools.partial(endure.attempt, functools.partial(function, *args))


ATTEMPTS = [
    Attempt("D9", "300 bodies of 500 bytes that do not come", SURVIVED, of(slow_bodies, 300, 500, 10)),
    Attempt("D9", "300 bodies of 20,000 bytes that do not come", SURVIVED, of(slow_bodies, 300, 20_000, 10)),
    Attempt("D9", "300 bodies of 1 MB that do not come", SURVIVED, of(slow_bodies, 300, 1_000_000, 10)),
]
