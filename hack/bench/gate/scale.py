# SPDX-License-Identifier: Apache-2.0
"""What a large cluster costs: memory and start of both roles, edits of policies, and requests at rest. The number of
ModelSignatures, and of pods, is in the environment variable BENCH_MODELS: 10000, or 1000 with --quick."""

import json
import os
import subprocess
import threading
import time
from pathlib import Path

from cluster import START_PAUSE, Process, answers, free_port
from scene import java_main
from webhooks import SYSTEM, Ours, install_rights

IMAGE = "registry.example/oms@sha256:" + "ab" * 32
# Of the limit in deploy/operator.yaml, as -XX:MaxRAMPercentage gives it in the container.
OPERATOR_HEAP = "-Xmx716m"
SETTLE = 45


class Operator:
    """The packaged application in role operator, with the options of the image, as the administrator."""

    def __init__(self, context, cluster, extra=()):
        self.context = context
        self.management = free_port()
        command = context.program.command(
            "operator", OPERATOR_HEAP, *os.environ.get("BENCH_OPERATOR_OPTIONS", "").split(), *extra,
            f"-Dquarkus.management.port={self.management}", "-Dquarkus.management.host=127.0.0.1",
        )
        self.process = Process("operator", command, cluster.folder, {
            "KUBERNETES_MASTER": cluster.url, "KUBERNETES_CERTS_CA_FILE": str(cluster.file("ca.crt")),
            "KUBERNETES_CERTS_CLIENT_FILE": str(cluster.file("admin.crt")),
            "KUBERNETES_CERTS_CLIENT_KEY_FILE": str(cluster.file("admin.key")), "KUBERNETES_AUTH_TRYKUBECONFIG": "false",
            "KUBERNETES_REQUEST_TIMEOUT": "60000", "OMS_NAMESPACE": SYSTEM, "OMS_MEASUREMENT_IMAGE": IMAGE,
            "MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8",
        })

    def await_ready(self):
        url = f"http://127.0.0.1:{self.management}/q/health/ready"
        return self.context.wait(
            "the operator to be ready", 120, lambda: self.process.require_running() and answers(url) == 200, START_PAUSE)

    def stop(self):
        self.process.stop()


def count(context):
    return int(os.environ.get("BENCH_MODELS", "1000" if context.quick else "10000"))


def fill(context, cluster):
    """Returns the public key of the signer whom no policy trusts."""
    files = [cluster.file(name) for name in ("ca.crt", "admin.crt", "admin.key")]
    start = time.monotonic()
    printed = java_main(context, "dev.modelsigning.testing.story.ScaleScene", cluster.url, *files, count(context))
    context.note(f"{count(context)} ModelSignatures and pods in {time.monotonic() - start:.0f} s")
    return next(line[4:] for line in printed.splitlines() if line.startswith("BEN=")).replace("|", "\n")


class Writes:
    """The ModelSignatures that are written from now on, as the API server tells: nothing is listed, which would keep it busy."""

    PATH = "/apis/modelsigning.dev/v1alpha1/modelsignatures"

    def __init__(self, cluster):
        self.verdicts = {}
        now = json.loads(cluster.kubectl("get", "--raw", f"{self.PATH}?limit=1"))["metadata"]["resourceVersion"]
        self.child = cluster.begin_kubectl("get", "--raw", f"{self.PATH}?watch=true&resourceVersion={now}")
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.child.stdout:
            written = json.loads(line)["object"]
            name = f"{written['metadata']['namespace']}/{written['metadata']['name']}"
            self.verdicts[name] = written.get("status", {}).get("verdict")

    def verified(self):
        return list(self.verdicts.values()).count("Verified")

    def end(self):
        """Returns how many were written; raises RuntimeError when not all of them were told."""
        ended = self.child.poll() is not None or not self.reader.is_alive()
        self.child.terminate()
        self.child.wait()
        self.reader.join(10)
        if ended:
            raise RuntimeError("the watch of ModelSignatures ended by itself: not all that was written was counted")
        return len(self.verdicts)


def requests(cluster):
    """What the API server was asked so far, by verb and resource, watches and leases left out."""
    found = {}
    for line in cluster.kubectl("get", "--raw", "/metrics").splitlines():
        if line.startswith("apiserver_request_total{"):
            labels = dict(part.split("=", 1) for part in line[line.index("{") + 1:line.rindex("}")].replace('"', "").split(","))
            if labels["verb"] != "WATCH" and labels["resource"] not in ("leases", "", "endpointslices", "flowschemas"):
                key = f"{labels['verb']} {labels['resource']} {labels['subresource']}".strip()
                found[key] = found.get(key, 0) + int(float(line.rsplit(" ", 1)[1]))
    return found


def difference(before, after):
    return {key: value - before.get(key, 0) for key, value in after.items() if value != before.get(key, 0)}


def patch(cluster, change):
    cluster.kubectl("patch", "clustermodeltrustpolicy", "production", "--type", "merge", "-p", json.dumps({"spec": change}))


def read(cluster):
    """Whether the operator has seen the latest edit, and published what it trusts."""
    policy = json.loads(cluster.kubectl("get", "clustermodeltrustpolicy", "production", "-o", "json"))
    return policy.get("status", {}).get("observedGeneration") == policy["metadata"]["generation"]


def edits(context, cluster, report, ben):
    """Edits that the webhook decides by itself, then a new authority. In this order: each begins with what the last one left."""
    policy = json.loads(cluster.kubectl("get", "clustermodeltrustpolicy", "production", "-o", "json"))
    authorities = policy["spec"]["authorities"]
    for name, change in (
        ("edit_mode", {"mode": "Warn"}), ("edit_mode_back", {"mode": "Enforce"}),
        ("edit_requirements", {"requirements": {"minimumMatches": 2}}), ("edit_requirements_back", {"requirements": None}),
        ("authority_removed", {"authorities": authorities[:1]}),
    ):
        writes = Writes(cluster)
        try:
            patch(cluster, change)
            report.figure(f"{name}_s", context.wait(f"{name} to be read", 60, lambda: read(cluster)), 1.0)
            time.sleep(3 if context.quick else 10)
        finally:
            written = writes.end()
        report.figure(f"{name}_writes", written + 1, 1)
    writes = Writes(cluster)
    patch(cluster, {"authorities": [*authorities[:1], {"name": "ben", "key": {"publicKey": ben}}]})
    concerned = count(context) // 20

    try:
        seconds = context.wait("what Ben signed to be Verified", 120, lambda: writes.verified() >= concerned)
        report.figure("authority_added_s", seconds, 15)
        time.sleep(5)
    finally:
        written = writes.end()
    report.figure("authority_added_others", written - concerned + 1, 1)


def rest(context, cluster, report):
    """Requests while nothing changes. What this benchmark itself asks is two reads of the metrics, which are of no resource."""
    seconds = 30 if context.quick else 120
    before = requests(cluster)
    time.sleep(seconds)
    found = difference(before, requests(cluster))
    context.note(f"at rest, {seconds} s: {found or 'nothing but watches and leases'}")
    report.figure("rest_requests", sum(found.values()) + 1, 1)


def parts():
    """What of it to run: BENCH_PARTS=memory leaves the edits and the time at rest out."""
    return os.environ.get("BENCH_PARTS", "memory edits").split()


def memory(context, report, operator, webhook, when):
    for role, process, most in (("operator", operator.process, 384), ("webhook", webhook.process, 192)):
        resident = process.resident_mib()
        context.note(f"{role}{when}: {resident:.0f} MiB resident")
        report.figure(f"memory_{role}{when}_mib", resident, most)
        if os.environ.get("BENCH_HISTOGRAM"):
            for command in (("VM.native_memory", "summary"), ("GC.class_histogram",)):
                told = subprocess.run([Path(context.java).with_name("jcmd"), str(process.child.pid), *command],
                                      capture_output=True, text=True, check=False).stdout
                context.note("\n".join(told.splitlines()[:45]))
            context.note(f"{role} after a full collection: {process.resident_mib():.0f} MiB resident")


def run(context, report):
    cluster = context.cluster(fresh=True)
    token = install_rights(cluster)
    ben = fill(context, cluster)
    operator = Operator(context, cluster)
    try:
        report.figure("start_operator_s", operator.await_ready(), 10)
        context.note(f"operator, when it is ready: {operator.process.resident_mib():.0f} MiB resident")
        webhook = Ours(cluster, context.program, token)
        try:
            report.figure("start_webhook_s", webhook.await_ready(), 10)
            time.sleep(SETTLE)
            memory(context, report, operator, webhook, "")
            if "edits" in parts():
                rest(context, cluster, report)
                edits(context, cluster, report, ben)
                memory(context, report, operator, webhook, "_after")
        finally:
            webhook.stop()
    finally:
        operator.stop()
