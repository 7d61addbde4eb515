# SPDX-License-Identifier: Apache-2.0
"""Records the AOT caches of both roles: each runs against a real API server, does what it is for, and ends. See docs/adr/0018."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pods
import scale
import scene
import webhooks
from cluster import Cluster, end_in_order, wait_for
from program import Program

POLICY = "clustermodeltrustpolicy"
REVIEWS = 1500
# The JVM that ends has another one write the cache, and waits for it; on a busy machine that takes minutes.
PATIENCE = 600


class Context:
    """What the scenes and the processes of the benchmark ask for."""

    quick = True
    wait = staticmethod(wait_for)

    def __init__(self, arguments, program):
        self.root = Path(arguments.root)
        self.target = Path(arguments.target)
        self.tools = arguments.tools
        self.java = arguments.scene_java
        self.program = program

    @staticmethod
    def note(text):
        print(text, file=sys.stderr, flush=True)


class Role:
    """One that records, while it runs, what its cache is going to hold."""

    def __init__(self, cache):
        self.cache = cache
        self.process = None

    def options(self):
        # After those of the role, which keep silent about a cache that is not written.
        return (f"-XX:AOTCacheOutput={self.cache}", "-Xlog:aot*=warning")

    def stop(self):
        if self.process is not None:
            self.process.stop()

    def await_cache(self):
        try:
            self.process.child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise SystemExit(f"error: the {self.process.name} is still writing its AOT cache after {PATIENCE} s") from None
        if not self.cache.is_file():
            log = self.process.log.read_text()[-3000:]
            raise SystemExit(f"{log}\nerror: the {self.process.name} ended with {self.process.child.returncode} and left no AOT cache")


def webhook(context, cluster, role):
    """Starts, rehearses, and answers reviews of the API server."""
    ours = webhooks.Ours(cluster, context.program, webhooks.install_rights(cluster), role.options())
    role.process = ours.process
    ours.await_ready()
    webhooks.register(cluster, "ours", f"https://127.0.0.1:{ours.port}/admission/{scene.OURS}", scene.OURS)
    pods.await_registration(context, cluster)
    pods.load(context, cluster, variants=[scene.VARIANTS["admitted"], scene.VARIANTS["refused"]], turns=REVIEWS)


def operator(context, cluster, role):
    """Starts, reconciles what is there, and follows edits of a policy."""
    one = scale.Operator(context, cluster, role.options())
    role.process = one.process
    one.await_ready()
    for mode in ("Warn", "Enforce"):
        cluster.kubectl("patch", POLICY, scene.OURS, "--type", "merge", "-p", json.dumps({"spec": {"mode": mode}}))
        wait_for("the operator to read an edit", 60, lambda: is_read(cluster))


def is_read(cluster):
    policy = json.loads(cluster.kubectl("get", POLICY, scene.OURS, "-o", "json"))
    return policy.get("status", {}).get("observedGeneration") == policy["metadata"]["generation"]


def main():
    parser = argparse.ArgumentParser()
    for name in ("root", "target", "tools", "binaries", "java", "scene-java", "application", "output"):
        parser.add_argument(f"--{name}", required=True)
    arguments = parser.parse_args()
    context = Context(arguments, Program(arguments.root, arguments.java, arguments.application))
    folder = Path(tempfile.mkdtemp(prefix="training-"))
    cluster = Cluster(arguments.root, arguments.binaries, folder)
    roles = []
    # One that is ended leaves no process behind.
    end_in_order()
    try:
        cluster.start()
        scene.namespaces(cluster)
        scene.models(context, cluster)
        for run in (webhook, operator):
            roles.append(Role(Path(arguments.output) / f"{run.__name__}.aot"))
            run(context, cluster, roles[-1])
            # As the kubelet ends it. It writes its cache while the other one runs.
            roles[-1].process.child.terminate()
        for role in roles:
            role.await_cache()
    finally:
        for role in roles:
            role.stop()
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
