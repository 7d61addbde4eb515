# SPDX-License-Identifier: Apache-2.0
"""Faults: a thread that hangs, a certificate that is not replaced in time, and an API server that is busy for one client."""

import base64
import ctypes
import json
import os
import pathlib

import resources as r
from kube import wait_until
from models import run

SEIZE, INTERRUPT, DETACH = 0x4206, 0x4207, 17  # ptrace(2)
ANY_THREAD = 0x40000000  # __WALL of waitpid(2)


class HaltedThread:
    """One thread of a process on this machine stands still while the others go on. It goes on when this process ends."""

    def __init__(self, name, processes):
        self.name, self.processes = name, processes
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self.halted = None

    def halt(self):
        """Halts it while it sleeps: a JVM waits for a thread that stands still in the middle of its code."""
        wait_until(f"thread {self.name} to be halted in its sleep", 60, self._halted)

    def _halted(self):
        task = self._find()
        self._ptrace(SEIZE, task)
        try:
            self._ptrace(INTERRUPT, task)
            os.waitpid(int(task.name), ANY_THREAD)
            # The number of the system call in which it waits; -1 is none.
            if (task / "syscall").read_text().split()[0] != "-1":
                self.halted = task
        finally:
            if not self.halted:
                self._ptrace(DETACH, task)
        return self.halted is not None

    def go_on(self):
        self._ptrace(DETACH, self.halted)

    def _find(self):
        for pid in self.processes():
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                if (task / "comm").read_text().strip() == self.name:
                    return task
        raise RuntimeError(f"no process has a thread {self.name}")

    def _ptrace(self, request, task):
        if self.libc.ptrace(request, int(task.name), None, None) != 0:
            raise OSError(ctypes.get_errno(), f"ptrace {request:#x} of {self.name}")


class EndingCertificate:
    """In place of the webhook's certificate, one of the same authority that ends soon; the operator may not replace it."""

    SECRET, AUTHORITY = "model-signature-webhook-tls", "model-signature-webhook-authority"

    def __init__(self, kube, keys, rights):
        self.kube, self.keys, self.rights = kube, keys, str(rights)

    def put(self, days):
        """While no operator is there."""
        role = self.kube.get("role", "model-signature-operator", r.SYSTEM)
        role["rules"] = [rule for rule in role["rules"] if self.SECRET not in rule.get("resourceNames", [])]
        role["metadata"].pop("managedFields", None)
        self.kube.run("replace", "-f", "-", stdin=json.dumps(role))
        secret = self.kube.get("secret", self.SECRET, r.SYSTEM)
        secret["data"] |= {"tls.crt": _encoded(self._issued(days)), "tls.key": _encoded(self.keys.text("webhook.key"))}
        secret["metadata"].pop("managedFields", None)
        self.kube.run("replace", "-f", "-", stdin=json.dumps(secret))

    def _issued(self, days):
        authority = self.kube.get("secret", self.AUTHORITY, r.SYSTEM)["data"]
        for name, entry in (("webhook-ca.crt", "current.crt"), ("webhook-ca.key", "current.key")):
            self.keys.path(name).write_bytes(base64.b64decode(authority[entry]))
        self.keys.another("webhook")
        self.keys.path("webhook.cnf").write_text(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n"
            f"authorityKeyIdentifier=keyid\nsubjectAltName=DNS:model-signature-webhook.{r.SYSTEM}.svc\n")
        request, path = self.keys.path("webhook.csr"), self.keys.path
        run("openssl", "req", "-new", "-key", path("webhook.key"), "-subj", "/CN=model-signature-webhook", "-out", request)
        return run("openssl", "x509", "-req", "-in", request, "-CA", path("webhook-ca.crt"), "-CAkey", path("webhook-ca.key"),
                   "-CAcreateserial", "-days", str(days), "-extfile", path("webhook.cnf"))

    def may_be_replaced(self):
        self.kube.run("apply", "--server-side", "--force-conflicts", "-f", self.rights)


def _encoded(text):
    return base64.b64encode(text.encode()).decode()


def late_answers(account, resource):
    """Objects for which the API server lets a service account's questions for one resource wait in a queue that nobody serves."""
    meta = {"name": f"late-for-{account}"}
    group = "flowcontrol.apiserver.k8s.io"
    return (
        {"apiVersion": f"{group}/v1", "kind": "PriorityLevelConfiguration", "metadata": meta, "spec": {
            "type": "Limited", "limited": {
                "nominalConcurrencyShares": 0, "borrowingLimitPercent": 0,
                "limitResponse": {"type": "Queue", "queuing": {"queues": 1, "handSize": 1, "queueLengthLimit": 50}}}}},
        {"apiVersion": f"{group}/v1", "kind": "FlowSchema", "metadata": meta, "spec": {
            "matchingPrecedence": 2, "priorityLevelConfiguration": meta, "rules": [{
                "subjects": [{"kind": "ServiceAccount", "serviceAccount": {"name": account, "namespace": r.SYSTEM}}],
                "resourceRules": [{"verbs": ["get"], "apiGroups": [""], "resources": [resource], "namespaces": ["*"]}]}]}})
