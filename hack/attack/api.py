# SPDX-License-Identifier: Apache-2.0
"""The API server over a plain connection: for times, for many requests at once, and for what kubectl does not send."""

import base64
import concurrent.futures
import http.client
import json
import pathlib
import ssl
import statistics
import threading
import time
import urllib.parse


class Api:
    """One bearer token. Each thread has a connection of its own."""

    def __init__(self, kubeconfig, token):
        config = json.loads(pathlib.Path(kubeconfig).read_text())
        cluster = config["clusters"][0]["cluster"]
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        self.address = urllib.parse.urlparse(cluster["server"])
        self.context = ssl.create_default_context(cadata=authority)
        self.headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self.local = threading.local()

    def request(self, method, path, body=None, content="application/json"):
        """Status, text and seconds. An answer that does not come counts as status 0."""
        started = time.monotonic()
        for again in (True, False):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = http.client.HTTPSConnection(self.address.hostname, self.address.port, timeout=60, context=self.context)
                self.local.connection = connection
            try:
                connection.request(method, path, body, self.headers | {"Content-Type": content})
                answer = connection.getresponse()
                return answer.status, answer.read().decode("utf-8", "replace"), time.monotonic() - started
            except (OSError, http.client.HTTPException) as failure:
                connection.close()
                self.local.connection = None
                if not again:
                    return 0, f"{type(failure).__name__}: {failure}", time.monotonic() - started
        raise AssertionError("not reached")

    def create(self, path, thing):
        return self.request("POST", path, thing if isinstance(thing, (bytes, str)) else json.dumps(thing))

    def flood(self, requests, threads):
        """Sends (path, body) pairs, several at once; the answers in order."""
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda request: self.create(*request), requests))


class Sampler:
    """Asks again and again whether a good pod would be admitted, while something else goes on."""

    def __init__(self, api, path, pod, pause=0.05):
        self.api, self.path, self.body, self.pause = api, f"{path}?dryRun=All", json.dumps(pod), pause
        self.seconds, self.refusals = [], []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join(70)

    def _sample(self):
        while not self.ended.is_set():
            status, text, seconds = self.api.request("POST", self.path, self.body)
            self.seconds.append(seconds)
            if status != 201:
                self.refusals.append(f"{status}: {text[-300:]}")
            self.ended.wait(self.pause)

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else float("inf")
