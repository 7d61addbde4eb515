# SPDX-License-Identifier: Apache-2.0
"""The story: six claims, one policy, and what the cluster makes of them."""

import json
import pathlib
import time

import resources as r
from kube import say, wait_until
from report import Report

READ_LINE = f"bytes from {r.MODEL_PATH}"


class Story:
    def __init__(self, kube, keys, models, volumes, work):
        self.volumes = volumes
        self.kube, self.keys, self.models, self.work = kube, keys, models, pathlib.Path(work)
        self.report = Report()

    # --- parts that several steps use

    def authorities(self, *, with_key=True):
        found = [r.certificate_authority("release-ca", self.keys.text("ca.crt"), "models@example.com")]
        if with_key:
            found.insert(0, r.key_authority("release-key", self.keys.text("trusted.pub")))
        return found

    def server(self, name, claim, namespace=r.TEAM, replicas=1):
        return r.server(name, claim, self.volumes.reader, namespace, replicas)

    def status(self, name, namespace=r.TEAM):
        return (self.kube.get("modelsignature", name, namespace) or {}).get("status", {})

    def verdict(self, name, wanted, namespace=r.TEAM, seconds=120):
        def decided():
            status = self.status(name, namespace)
            return status if status.get("verdict") == wanted else None

        def progress():
            status = self.status(name, namespace)
            return f"({status.get('verdict')} {status.get('reason')} {status.get('progress', {}).get('percent', '')})"

        status = wait_until(f"{name} to be {wanted}", seconds, decided, progress)
        return status, f"{status['verdict']}: {status.get('reason')}: {status.get('message')}"

    def jobs_made(self, namespace=r.TEAM):
        """Jobs ever created for measuring, from the controller's own record: their events and what is left of them."""
        events = self.kube.get("events", namespace=namespace) or []
        return len({e["involvedObject"]["uid"] for e in events
                    if e["involvedObject"]["kind"] == "Job" and e["reason"] == "SuccessfulCreate"})

    def runs(self, name, namespace=r.TEAM, replicas=1, seconds=90):
        def ready():
            status = (self.kube.get("deployment", name, namespace) or {}).get("status", {})
            return status.get("readyReplicas", 0) >= replicas

        wait_until(f"{replicas} ready pods of {name}", seconds, ready, lambda: self.denial(name, namespace) or "")
        # During a rollout there are pods that have not started yet.
        pod = next(p["metadata"]["name"] for p in self.kube.get("pods", namespace=namespace, selector=f"app={name}")
                   if any(c["type"] == "Ready" and c["status"] == "True" for c in p["status"].get("conditions", [])))
        log = self.kube.run("logs", "-n", namespace, pod).stdout.strip()
        return READ_LINE in log, f"{replicas} ready; {log}"

    def denial(self, name, namespace=r.TEAM):
        """What the ReplicaSet of a Deployment was told when it last tried to create a pod."""
        for replica_set in self.kube.get("replicasets", namespace=namespace, selector=f"app={name}") or []:
            for condition in replica_set.get("status", {}).get("conditions", []):
                if condition["type"] == "ReplicaFailure" and condition["status"] == "True":
                    return condition["message"]
        return None

    def refused(self, name, *words, namespace=r.TEAM, seconds=60):
        message = wait_until(f"{name} to be refused", seconds, lambda: self.denial(name, namespace))
        pods = self.kube.get("pods", namespace=namespace, selector=f"app={name}")
        missing = [w for w in words if w not in message]
        return not missing and not pods, message + (f" -- MISSING {missing}" if missing else "") + (f" -- PODS {len(pods)}" if pods else "")

    # --- the steps

    def claims(self):
        return True, self.volumes.provide([(n, ns, {"sign": "true"} if n == "later" else {}) for n, ns in self.all_claims()])

    @staticmethod
    def all_claims():
        return [(n, r.TEAM) for n in ("key", "certificate", "tampered", "stranger", "unsigned")] + [("later", r.OTHER)]

    def setup(self):
        def declare():
            accepted = self.kube.apply(*[r.signature(n) for n, ns in self.all_claims() if ns == r.TEAM])
            return True, accepted.stdout.strip().replace("\n", "; ")

        self.report.step("claims", "six claims bound to volumes with 90 MB of weights each", self.claims)
        self.report.step(
            "policy", "accepted", lambda: (True, self.kube.apply(r.policy(self.authorities())).stdout.strip()))
        self.report.step("a ModelSignature for each claim", "five accepted", declare)

    def verdicts(self):
        largest = self.models.largest(self.models.folder / "tampered").name
        for name, wanted, word in (
            ("key", "Verified", "release-key"), ("certificate", "Verified", "release-ca"),
            ("tampered", "Rejected", largest), ("stranger", "Rejected", ""), ("unsigned", "Rejected", "model.sig"),
        ):
            def action(name=name, wanted=wanted, word=word):
                status, seen = self.verdict(name, wanted)
                return word in json.dumps(status), seen

            self.report.step(f"verdict of claim {name}", f"{wanted}, naming {word or 'the signer'}", action)

    def measuring_pods_go(self):
        """Their finalizer goes by an update of the job controller: guard and webhook must let it through."""
        def left():
            return [p["metadata"]["name"] for p in self.kube.get("pods", namespace=r.TEAM, selector="modelsigning.dev/measurement=true")]

        wait_until("no measuring pod to be left", 60, lambda: not left(), lambda: " ".join(left()))
        return True, "none left"

    def pods(self):
        self.report.step("measuring pods, once their evidence is kept", "are gone", self.measuring_pods_go)
        for name, _ in self.all_claims():
            namespace = r.OTHER if name == "later" else r.TEAM
            self.kube.apply(self.server(f"serve-{name}", name, namespace))
        for name in ("key", "certificate"):
            self.report.step(f"a pod that mounts {name}", "runs, and reads the weights", lambda name=name: self.runs(f"serve-{name}"))
        for name in ("tampered", "stranger", "unsigned"):
            self.report.step(
                f"a pod that mounts {name}", "refused: names the claim, the policy, what was found and wanted",
                lambda name=name: self.refused(f"serve-{name}", name, "demo", "release-key"))
        self.report.step(
            "a pod that mounts later", "refused: no signature yet",
            lambda: self.refused("serve-later", "later", namespace=r.OTHER))

    def policy_edits(self):
        before = self.jobs_made()

        def removed():
            policy = r.policy(self.authorities(with_key=False))
            self.kube.apply(policy)
            wait_until("the edit to be read", 30, lambda: self.is_read(policy["metadata"]["name"]))
            self.restart("serve-key", r.TEAM)
            held, seen = self.refused_restart("serve-key")
            return held and self.jobs_made() == before, f"{seen}; new Jobs: {self.jobs_made() - before}"

        def restored():
            self.kube.apply(r.policy(self.authorities()))
            self.verdict("key", "Verified", seconds=30)
            self.restart("serve-key", r.TEAM)
            self.kube.run("rollout", "status", "deployment/serve-key", "-n", r.TEAM, "--timeout=60s")
            return self.jobs_made() == before, f"rolled out; new Jobs: {self.jobs_made() - before}"

        def scaled():
            self.kube.run("scale", "deployment/serve-key", "-n", r.TEAM, "--replicas=5")
            held, seen = self.runs("serve-key", replicas=5)
            return held and self.jobs_made() == before, f"{seen}; new Jobs: {self.jobs_made() - before}"

        self.report.step("the key leaves the policy", "the next pod of key is refused, no new Job", removed)
        self.report.step("the key is back in the policy", "the next pod of key runs, no new Job", restored)
        self.report.step("replicas 1 -> 5", "five pods run, no new Job", scaled)

    def is_read(self, policy):
        """Whether the operator has seen the latest edit; it writes no verdict for one that takes an authority out."""
        found = self.kube.get("clustermodeltrustpolicy", policy) or {}
        return found.get("status", {}).get("observedGeneration") == found.get("metadata", {}).get("generation")

    def restart(self, name, namespace):
        """New pods, as `kubectl rollout restart` asks for them, which refuses a second time within a second."""
        annotations = {"modelsigning.dev/demo-restart": str(time.time_ns())}
        patch = {"spec": {"template": {"metadata": {"annotations": annotations}}}}
        self.kube.run("patch", f"deployment/{name}", "-n", namespace, "-p", json.dumps(patch))

    def refused_restart(self, name):
        """A restart of a running Deployment: the new ReplicaSet is refused while the old pod stays."""
        message = wait_until(f"the new pod of {name} to be refused", 60, lambda: self.denial(name))
        return "release-ca" in message, message

    def signing(self):
        self.kube.apply(r.signer_secret("demo-signer", self.keys.text("trusted.key")))

        def sign():
            self.kube.apply(r.cluster_signing_job("sign-later", "demo-signer"))

            def done():
                status = (self.kube.get("clustermodelsigningjob", "sign-later") or {}).get("status", {})
                return status if status.get("succeeded", 0) + status.get("failed", 0) == status.get("selected", -1) else None

            status = wait_until("the cluster-wide signing job to end", 120, done)
            counts = {k: status.get(k) for k in ("selected", "succeeded", "failed")}
            return status["succeeded"] == 1 and status["selected"] == 1, json.dumps(counts)

        def admitted():
            self.verdict("later", "Verified", r.OTHER)
            self.restart("serve-later", r.OTHER)
            return self.runs("serve-later", r.OTHER)

        def reference():
            bundle = self.work / "later.sig"
            bundle.write_text(self.kube.get("modelsignature", "later", r.OTHER)["spec"]["signature"]["inline"]["bundle"])
            held, said = self.models.verify_with_reference("later", bundle, self.keys.path("trusted.pub"))
            return held, " ".join(said)

        self.report.step("a cluster-wide signing job", "selects one claim, signs it", sign)
        self.report.step("a pod that mounts later", "runs now", admitted)
        self.report.step("the Python reference and the bundle made in the cluster", "verifies", reference)

    def tell(self):
        for part in (self.setup, self.verdicts, self.pods, self.policy_edits, self.signing):
            say(f"--- {part.__name__.replace('_', ' ')}")
            part()
