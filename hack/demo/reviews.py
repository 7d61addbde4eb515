# SPDX-License-Identifier: Apache-2.0
"""Reviews that are sent to a webhook's port by somebody else than the API server, as whoever reaches it can."""

import http.client
import json

import resources as r


class Sender:
    """One connection to one webhook, through `kubectl proxy`: pods of a node in its own network cannot be reached otherwise."""

    def __init__(self, proxy_port, pod):
        self.connection = http.client.HTTPConnection("127.0.0.1", proxy_port, timeout=10)
        self.pod = f"/api/v1/namespaces/{r.SYSTEM}/pods/https:{pod}:8443/proxy"

    def send(self, path, body):
        """Its status."""
        self.connection.request("POST", self.pod + path, body, {"Content-Type": "application/json"})
        with self.connection.getresponse() as answer:
            answer.read()
            return answer.status

    def close(self):
        self.connection.close()


def too_large():
    return b'{"request": {"uid": "u", "namespace": "' + r.TEAM.encode() + b'", "object": "' + b"x" * (7 << 20) + b'"}}'


def of_pod(spec):
    """A usual one, about a pod that is not there."""
    meta = {"name": "sent", "namespace": r.TEAM}
    return json.dumps({
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": "sent", "operation": "CREATE", "name": meta["name"], "namespace": meta["namespace"],
            "kind": {"group": "", "version": "v1", "kind": "Pod"}, "resource": {"group": "", "version": "v1", "resource": "pods"},
            "userInfo": {"username": "somebody"},
            "object": {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}}}).encode()
