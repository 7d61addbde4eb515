# SPDX-License-Identifier: Apache-2.0
"""What the story leaves out: losing a pod at the wrong moment, and how long a verdict takes."""

import contextlib
import os
import time

import resources as r
from kube import wait_until
from models import run


class Resilience:
    def __init__(self, story, examples):
        self.story, self.kube, self.report = story, story.kube, story.report
        self.folder = examples

    def time_to_verdict(self):
        def action():
            # Operators that were away measure again: this one measures nothing else.
            self.story.verdict("key", "Verified")
            wait_until("the measurements of claim key to end", 60, lambda: not any(
                job["metadata"]["name"].startswith("oms-verify-key-") for job in self.kube.get("jobs", namespace=r.TEAM)))
            self.kube.delete("modelsignature", "key", r.TEAM)
            started = time.monotonic()
            self.kube.apply(r.signature("key"))
            self.story.verdict("key", "Verified", seconds=60)
            took = time.monotonic() - started
            return took <= 10, f"Verified after {took:.1f} s"

        self.report.step("from kubectl apply to Verified on 90 MB", "at most 10 s on the warm node", action)

    def sign_big(self):
        """A model that takes long enough to be interrupted."""
        folder = self.story.models.folder / "big"
        folder.mkdir()
        folder.chmod(0o755)
        with open(folder / "weights.bin", "wb") as file:
            os.truncate(file.fileno(), self.story.volumes.big_bytes)
        self.sign_here("big")

    def provide(self):
        """Before the policy: a pod that fills a claim writes to it."""
        self.report.step("a claim with a big model", "bound", lambda: (True, self.story.volumes.provide([("big", r.TEAM, {})])))

    def sign_here(self, name):
        folder = self.story.models.folder / name
        run(self.story.models.oms, "sign", "key", folder, "--private-key", self.story.keys.path("trusted.key"),
            "--signature", folder / "model.sig")

    def operator_dies_while_measuring(self):
        def action():
            self.kube.apply(r.signature("big"))

            def running():
                pods = self.kube.get("pods", namespace=r.TEAM) or []
                return [p for p in pods if p["metadata"]["name"].startswith("oms-verify-") and p["status"].get("phase") == "Running"]

            wait_until("the measuring pod to run", 60, running)
            before = self.story.status("big").get("measurement", {}).get("jobUid")
            operator = self.kube.get("pods", namespace=r.SYSTEM, selector="app.kubernetes.io/name=model-signature-operator")
            for pod in operator:
                self.kube.run("delete", "pod", "-n", r.SYSTEM, pod["metadata"]["name"], "--grace-period=0", "--force")
            during = self.story.status("big").get("verdict")
            status, seen = self.story.verdict("big", "Verified", seconds=180)
            others = all(self.story.status(n).get("verdict") == "Verified" for n in ("key", "certificate"))
            same = status.get("measurement", {}).get("jobUid") == before
            told = f"{during} when it died, then {seen}; same Job: {same}; the other verdicts stayed: {others}"
            return during != "Verified" and others, told

        self.report.step("the operator dies in the middle of a measurement", "Unknown meanwhile, then Verified; no verdict lost", action)

    def webhook_pods(self):
        return self.kube.get("pods", namespace=r.SYSTEM, selector="app.kubernetes.io/name=model-signature-webhook")

    def webhook_dies_during_rollout(self):
        def action():
            self.kube.apply(self.story.server("serve-five", "certificate", replicas=5))
            self.kube.apply(self.story.server("serve-bad", "tampered", replicas=5))
            one = self.webhook_pods()[0]["metadata"]["name"]
            self.kube.run("delete", "pod", "-n", r.SYSTEM, one, "--grace-period=0", "--force")
            held, seen = self.story.runs("serve-five", replicas=5, seconds=120)
            # The first answer may be that of the webhook that died: an error, and no admission.
            wait_until("the tampered pods to be refused for what they are", 180,
                       lambda: "tampered" in (self.story.denial("serve-bad") or ""))
            refused, why = self.story.refused("serve-bad", "tampered")
            return held and refused, f"trusted: {seen}; tampered: {why}"

        self.report.step("a webhook pod dies during a rollout of 5 pods", "five trusted pods run, no tampered one", action)

    def no_webhook_admits_nothing(self, absence):
        """absence: a context in which there is no webhook."""
        def refused():
            wait_until("no webhook pod to be left", 60, lambda: not self.webhook_pods())
            self.kube.apply(self.story.server("serve-blind", "key"))
            return True, wait_until("the pod to be refused", 60, lambda: self.story.denial("serve-blind"))

        def admitted():
            self.story.restart("serve-blind", r.TEAM)
            return self.story.runs("serve-blind", seconds=120)

        with absence:
            self.report.step("a pod while there is no webhook", "nothing is admitted", refused)
        self.report.step("the pod when the webhook is back", "runs", admitted)

    @contextlib.contextmanager
    def without_webhook(self):
        def scale(replicas):
            self.kube.run("scale", "deployment/model-signature-webhook", "-n", r.SYSTEM, f"--replicas={replicas}")

        scale(0)
        try:
            yield
        finally:
            scale(2)

    def examples(self):
        """As a reader of the documents would: kubectl apply of each file, then its removal."""
        def action():
            self.kube.run("create", "namespace", "team-a")
            files = sorted(self.folder.glob("*.yaml"))
            try:
                told = [self.kube.run("apply", "-f", str(file)).stdout.strip() for file in files]
            finally:
                self.kube.run("delete", "--ignore-not-found", "--wait=false", "-f", str(self.folder))
                self.kube.run("delete", "namespace", "team-a", "--wait=false")
            return len(files) > 0 and all("created" in line for line in told), "; ".join(told)

        self.report.step("kubectl apply of each file in deploy/examples", "created", action)

    def tell(self):
        self.examples()
        self.time_to_verdict()
        self.webhook_dies_during_rollout()
        self.operator_dies_while_measuring()
