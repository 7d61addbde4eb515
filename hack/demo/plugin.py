# SPDX-License-Identifier: Apache-2.0
"""kubectl oms, run by kubectl as a plugin, on what the story has left in the cluster."""

import json
import os
import pathlib
import subprocess

import resources as r


class Plugin:
    def __init__(self, story, oms):
        self.story, self.kube = story, story.kube
        self.kubectl, _, self.kubeconfig = self.kube.base
        self.bin = pathlib.Path(oms).parent

    def tell(self):
        step = self.story.report.step
        step("kubectl oms explain, a Deployment that runs", "exit 0, the claim is accepted by the policy", self._good)
        step("kubectl oms explain, a Deployment that is refused", "exit 1: found, wanted, next command, the event", self._refused)
        step("kubectl oms explain -f, a pod with other faults", "exit 1, each fault with its source", self._faults)
        step("kubectl oms explain, a namespace without a policy", "exit 0, says that no policy selects it", self._free)
        step("kubectl oms status -A", "a row for each model, with policy, signer and pods", self._status)
        step("kubectl oms why, a changed model", "names the changed file", self._why)
        step("kubectl oms policy test, without a cluster", "decides as the cluster did", self._offline)
        step("kubectl oms measure", "the ModelSignature has the annotation", self._measure)
        step("the shell completes kubectl oms", "commands, and names of models", self._completed)

    # --- parts

    def _run(self, *args, cluster=True):
        """By kubectl, which finds the plugin on the PATH; the plugin finds the same kubectl there."""
        path = f"{self.bin}:{pathlib.Path(self.kubectl).parent}:{os.environ['PATH']}"
        connection = [f"--kubeconfig={self.kubeconfig}"] if cluster else []
        return subprocess.run([self.kubectl, "oms", *args, *connection], env=os.environ | {"PATH": path},
                              capture_output=True, text=True, timeout=120, check=False)

    @staticmethod
    def _held(done, exit_status, *words):
        missing = [w for w in words if w not in done.stdout]
        said = f"exit {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}"
        return done.returncode == exit_status and not missing, said + (f" -- MISSING {missing}" if missing else "")

    def _write(self, name, *objects):
        file = self.story.work / name
        file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)}))
        return str(file)

    # --- steps

    def _good(self):
        return self._held(self._run("explain", "deploy/serve-key", "-n", r.TEAM), 0,
                          "Deployment serve-key: admitted", "ModelSignature key: Verified", "accepted by policy demo (Enforce)")

    def _refused(self):
        return self._held(self._run("explain", "deploy/serve-tampered", "-n", r.TEAM), 1,
                          "refused by policy demo (Enforce)", "ContentMismatch", "wanted: a signature by",
                          "next: Restore the files", "See kubectl ",
                          "events that tell of refused pods")

    def _faults(self):
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "faults", "namespace": r.TEAM}, "spec": {
            "containers": [{"name": "server", "image": "example/server:1", "args": ["--model", "facebook/opt-125m"],
                            "securityContext": {"privileged": True},
                            "volumeMounts": [{"name": "model", "mountPath": r.MODEL_PATH}, {"name": "host", "mountPath": "/host"}]}],
            "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "key"}}, {"name": "host", "hostPath": {"path": "/srv"}}]}}
        done = self._run("explain", "-f", self._write("faults.json", pod))
        return self._held(done, 1, "writable in container server", "hostPath volume", "facebook/opt-125m", "privileged: true")

    def _free(self):
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "free", "namespace": "default"},
               "spec": {"containers": [{"name": "c", "image": "example/server:1"}]}}
        done = self._run("explain", "-f", self._write("free.json", pod))
        return self._held(done, 0, "not judged", "no ClusterModelTrustPolicy selects namespace default")

    def _status(self):
        return self._held(self._run("status", "-A"), 0, "demo=Verified", "demo=Rejected", "serve-key-", "ContentMismatch")

    def _why(self):
        largest = self.story.models.largest(self.story.models.folder / "tampered").name
        return self._held(self._run("why", "tampered", "-n", r.TEAM), 0, "Rejected (ContentMismatch)", largest, "history:")

    def _offline(self):
        policy = self._write("policy.json", self.kube.get("clustermodeltrustpolicy", "demo"))
        models = self._write("models.json", *self.kube.get("modelsignatures", namespace=r.TEAM))
        decided = []
        for name, wanted in (("key", 0), ("tampered", 1)):
            pods = self._write("pods.json", self.kube.get("deployment", f"serve-{name}", r.TEAM))
            done = self._run("policy", "test", policy, "-f", pods, "-f", models, cluster=False)
            decided.append((done.returncode == wanted, f"serve-{name}: exit {done.returncode} {done.stderr.strip()}"))
        return all(held for held, _ in decided), "; ".join(said for _, said in decided)

    def _measure(self):
        done = self._run("measure", "key", "-n", r.TEAM)
        annotations = self.kube.get("modelsignature", "key", r.TEAM)["metadata"].get("annotations", {})
        asked = annotations.get("modelsigning.dev/measure-again", "")
        return done.returncode == 0 and bool(asked), f"{done.stdout.strip()} {done.stderr.strip()} ({asked})"

    def _completed(self):
        path = f"{self.bin}:{pathlib.Path(self.kubectl).parent}:{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "KUBECONFIG": self.kubeconfig}

        def completed(*words):
            done = subprocess.run([self.kubectl, "__complete", "oms", *words], env=environment, capture_output=True,
                                  text=True, timeout=60, check=False)
            return done.stdout.split()

        commands, models = completed(""), completed("why", "-n", r.TEAM, "")
        return {"explain", "status", "why"} <= set(commands) and {"key", "tampered"} <= set(models), f"{commands}; {models}"
