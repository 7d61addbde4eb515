# SPDX-License-Identifier: Apache-2.0
"""Day two under Enforce: a model is filled by a loader, measured, signed and served; a key is rotated; a model is signed anew."""

import base64
import json
import time

import resources as r
from kube import wait_until
from models import run

TEAM = "demo-daytwo"
POLICY = "demo-daytwo"
READER = "localhost/model-reader:1"
LOADER = "model-loader"


class DayTwo:
    def __init__(self, story):
        self.story, self.kube = story, story.kube

    def tell(self):
        step = self.story.report.step
        step("a policy with a loader", "in force", self._policy_in_force)
        step("a pod that fills a claim and is no loader", "refused", self._stranger)
        step("a Deployment whose pods would be refused", "is applied, with a warning that says so", self._warned)
        step("a loader fills the claim", "the Job completes; the claim has no verdict", self._filled)
        step("the new model is signed in the cluster", "Verified, and its pod runs", self._signed)
        step("a second loader while the model is served", "refused: a pod has the claim mounted", self._loader_beside_server)
        step("the key is rotated", "each new pod runs, none is refused", self._rotated)
        step("a model signed anew on its volume", "noticed once somebody asks; the verdict stands meanwhile", self._signed_anew)

    # --- objects

    def _policy(self, *keys):
        policy = r.policy([r.key_authority(f"key-{k}", self.story.keys.text(f"{k}.pub")) for k in keys])
        policy["metadata"]["name"] = POLICY
        policy["spec"]["match"]["namespaceSelector"]["matchLabels"] = {"models": "daytwo"}
        policy["spec"]["models"] = {"loaders": [
            {"name": "mirror", "serviceAccounts": [LOADER], "claimNames": ["new", "on-volume"]}]}
        return policy

    @staticmethod
    def _loader(name, claim, account=LOADER):
        return {
            "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, "namespace": TEAM},
            "spec": {"backoffLimit": 0, "template": {"spec": {
                "serviceAccountName": account, "restartPolicy": "Never", "automountServiceAccountToken": False,
                "securityContext": {"runAsUser": 0},
                "containers": [{
                    "name": "fetch", "image": READER, "imagePullPolicy": "IfNotPresent", "args": ["copy", "/remote", r.MODEL_PATH],
                    "volumeMounts": [{"name": "model", "mountPath": r.MODEL_PATH},
                                     {"name": "remote", "mountPath": "/remote", "readOnly": True}]}],
                "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": claim}},
                            {"name": "remote", "configMap": {"name": "remote"}}]}}},
        }

    def _signing_job(self, name, secret):
        return {
            "apiVersion": r.GROUP, "kind": "ModelSigningJob", "metadata": {"name": name, "namespace": TEAM},
            "spec": {"source": {"persistentVolumeClaim": {"claimName": "new"}}, "signer": {"secretName": secret}},
        }

    def _signer(self, name, key):
        secret = r.signer_secret(name, self.story.keys.text(f"{key}.key"))
        secret["metadata"]["annotations"] = {"modelsigning.dev/namespaces": TEAM}
        return secret

    def _provide(self, name):
        folder = self.story.models.folder / name
        folder.mkdir(exist_ok=True)
        self.story.volumes.provide([(name, TEAM, {})])
        return folder

    # --- steps

    def _policy_in_force(self):
        self.story.keys.another("second")
        namespace = r.namespace(TEAM)
        namespace["metadata"]["labels"] = {"models": "daytwo"}
        weights = base64.b64encode(bytes(range(256)) * 1024).decode()
        self.kube.apply(namespace, self._policy("trusted"), {
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": LOADER, "namespace": TEAM}}, {
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "remote", "namespace": TEAM},
            "binaryData": {"weights.bin": weights}})
        self._provide("new")

        def in_force():
            status = (self.kube.get("clustermodeltrustpolicy", POLICY) or {}).get("status", {})
            return [c for c in status.get("conditions", []) if c["type"] == "InForce" and c["status"] == "True"]

        found = wait_until("the policy to be in force", 60, in_force)
        return True, found[0]["message"]

    def _stranger(self):
        pod = self._loader("stranger", "new", "default")["spec"]["template"]
        pod |= {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "stranger", "namespace": TEAM}}
        done = self.kube.run("create", "--dry-run=server", "-f", "-", stdin=json.dumps(pod), check=False)
        return "no ModelSignature names it" in done.stderr and "create one" in done.stderr, done.stderr.strip()

    def _warned(self):
        warning = "Warning: pods of this Deployment would be refused"
        server = self.story.server("serve-new", "new", TEAM)
        told = self.kube.apply(server).stderr
        again = json.dumps(server | {"metadata": server["metadata"] | {"name": "serve-new-again"}})

        def warned():
            # Best effort: the API server waits a second for it, and a busy machine may take longer.
            asked = self.kube.run("create", "--dry-run=server", "-f", "-", stdin=again, check=False).stderr
            return asked if warning in asked else None

        return True, (told if warning in told else wait_until("the warning", 20, warned)).strip()

    def _filled(self):
        self.kube.apply(self._loader("fill-new", "new"))
        self._completed("fill-new")
        return self.kube.get("modelsignature", "new", TEAM) is None, "the Job has completed"

    def _completed(self, job):
        def succeeded():
            return (self.kube.get("job", job, TEAM) or {}).get("status", {}).get("succeeded")

        def progress():
            return "; ".join(e["message"] for e in self.kube.events("Job", job, TEAM))

        wait_until(f"Job {job} to complete", 120, succeeded, progress)

    def _signed(self):
        self.kube.apply(self._signer("daytwo-first", "trusted"))
        self.kube.apply(self._signing_job("sign-first", "daytwo-first"))
        _, seen = self.story.verdict("new", "Verified", TEAM)
        self.story.restart("serve-new", TEAM)
        held, read = self.story.runs("serve-new", TEAM)
        return held, f"{seen}; {read}"

    def _loader_beside_server(self):
        pod = self._loader("again", "new")["spec"]["template"]
        pod |= {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "again", "namespace": TEAM}}

        def refusal():
            done = self.kube.run("create", "--dry-run=server", "-f", "-", stdin=json.dumps(pod), check=False)
            # On a busy machine the pods cannot be listed in time: refused as well, and told to try again.
            return None if "hint: try again" in done.stderr else done.stderr.strip() or "admitted"

        said = wait_until("the second loader to be judged", 30, refusal)
        return "also mounted by pod serve-new" in said, said

    def _refusals(self):
        return {e["metadata"]["uid"] for e in self.kube.get("events", namespace=TEAM) or [] if e["reason"] == "FailedCreate"}

    def _rotated(self):
        """Trust the new key, sign with it, and only then stop to trust the old one."""
        before = self._refusals()

        def signed_by_second():
            status = self.story.status("new", TEAM)
            return status.get("verdict") == "Verified" and "key-second" in json.dumps(status.get("policies"))

        self.kube.apply(self._policy("trusted", "second"), self._signer("daytwo-second", "second"))
        self._rolled_out()
        self.kube.apply(self._signing_job("sign-second", "daytwo-second"))
        wait_until("the model to be signed with the second key", 120, signed_by_second,
                   lambda: str(self.story.status("new", TEAM).get("message")))
        self._rolled_out()
        self.kube.apply(self._policy("second"))
        self._rolled_out()
        refused = self._refusals() - before
        return not refused, f"three rollouts, {len(refused)} refusals; {self.story.status('new', TEAM).get('message')}"

    def _rolled_out(self):
        self.story.restart("serve-new", TEAM)
        self.kube.run("rollout", "status", "deployment/serve-new", "-n", TEAM, "--timeout=120s")

    def _signed_anew(self):
        folder = self._provide("on-volume")
        (folder / "weights.bin").write_bytes(bytes(range(256)) * 1024)
        self._sign(folder, "second")
        self.kube.apply(r.signature("on-volume", TEAM))
        before, _ = self.story.verdict("on-volume", "Verified", TEAM)
        (folder / "added.json").write_text("{}\n")
        self._sign(folder, "second")
        value = str(time.time_ns())
        self.kube.run("annotate", "modelsignature", "on-volume", "-n", TEAM, f"modelsigning.dev/measure-again={value}")

        def answered():
            status = self.story.status("on-volume", TEAM)
            run_ = status.get("measurement", {})
            return status if run_.get("measureAgain") == value and run_.get("completedAt") else None

        after = wait_until("the model to be measured again", 120, answered)
        held = after["verdict"] == "Verified" and after["manifest"]["digest"] != before["manifest"]["digest"]
        return held, f"{after['verdict']}: {after.get('message')}"

    def _sign(self, folder, key):
        (folder / "model.sig").unlink(missing_ok=True)
        run(self.story.models.oms, "sign", "key", folder, "--private-key", self.story.keys.path(f"{key}.key"),
            "--signature", folder / "model.sig")
