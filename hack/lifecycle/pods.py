# SPDX-License-Identifier: Apache-2.0
"""Three pods, created again after each step: one with a signed model, one with an unsigned model, one that no policy covers."""

import pathlib
import shutil

import resources as r
from kube import wait_until
from models import Keys, run
from volumes import NodeFolders

TEAM = "lifecycle-team"
OTHER = "lifecycle-other"
PODS = {"good": TEAM, "bad": TEAM, "unrelated": OTHER}
REFUSED = "bad"


class Pods:
    def __init__(self, kube, folder, work, oms):
        self.kube, self.folder, self.oms = kube, pathlib.Path(folder), oms
        self.keys = Keys(pathlib.Path(work) / "keys")
        self.volumes = NodeFolders(kube, self.folder)

    def provide(self):
        """Namespaces and bound claims; nothing of the operator is needed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in PODS:
            model = self.folder / name
            model.mkdir(parents=True)
            (model / "weights.bin").write_bytes(name.encode() * 1000)
        run(self.oms, "sign", "key", self.folder / "good", "--private-key", self.keys.path("trusted.key"),
            "--signature", self.folder / "good" / "model.sig")
        for path in [self.folder, *self.folder.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        covered = r.namespace(TEAM)
        uncovered = r.namespace(OTHER) | {"metadata": {"name": OTHER}}
        self.kube.apply(covered, uncovered)
        return True, self.volumes.provide([(name, ns, {}) for name, ns in PODS.items()])

    def declare(self):
        self.kube.apply(
            r.policy([r.key_authority("release-key", self.keys.text("trusted.pub"))]),
            *[r.signature(name, ns) for name, ns in PODS.items() if ns == TEAM])

        def verdicts():
            found = {name: (self.kube.get("modelsignature", name, TEAM) or {}).get("status", {}).get("verdict")
                     for name in ("good", "bad")}
            return found if found == {"good": "Verified", "bad": "Rejected"} else None

        return True, str(wait_until("both verdicts", 120, verdicts))

    def pod(self, name):
        template = r.server(name, name, self.volumes.reader, PODS[name])["spec"]["template"]
        return {"apiVersion": "v1", "kind": "Pod",
                "metadata": {"name": f"lifecycle-{name}", "namespace": PODS[name]}, "spec": template["spec"]}

    def _create(self, name, *options):
        return self.kube.create(self.pod(name), *options)

    def _runs(self, name):
        """Creates the pod, waits until it runs and deletes it. Returns what was wrong, or nothing."""
        done = self._create(name)
        if done.returncode != 0:
            return done.stderr.strip()

        def running():
            return (self.kube.get("pod", f"lifecycle-{name}", PODS[name]) or {}).get("status", {}).get("phase") == "Running"

        try:
            wait_until(f"pod {name} to run", 60, running)
        finally:
            self.kube.run("delete", "pod", "-n", PODS[name], f"lifecycle-{name}", "--grace-period=0", "--force")
        return ""

    def as_enforced(self, *, dry=False):
        """The good pod and the unrelated pod run, the bad pod is refused by a decision, not by a failing webhook."""
        faults = []
        for name in ("good", "unrelated"):
            wrong = self._admitted(name) if dry else self._runs(name)
            if wrong:
                faults.append(f"{name}: {wrong}")
        refusal = self._create(REFUSED, "--dry-run=server")
        if refusal.returncode == 0:
            faults.append("bad: admitted")
        elif "failed calling webhook" in refusal.stderr or "denied the request" not in refusal.stderr:
            faults.append(f"bad: {refusal.stderr.strip()}")
        return not faults, "; ".join(faults) or "good and unrelated started, bad refused"

    def _admitted(self, name):
        done = self._create(name, "--dry-run=server")
        return "" if done.returncode == 0 else done.stderr.strip()

    def as_removed(self):
        """Every pod runs."""
        faults = [f"{name}: {wrong}" for name in PODS if (wrong := self._runs(name))]
        return not faults, "; ".join(faults) or "good, bad and unrelated started"
