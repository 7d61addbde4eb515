# SPDX-License-Identifier: Apache-2.0
"""Downloads that a gate verifies in the pod: good and changed ones, and ways around the gate. The "download" copies a ConfigMap."""

import base64
import copy
import json
from concurrent.futures import ThreadPoolExecutor

import resources as r
from kube import wait_until
from models import run

TEAM = "demo-gated"
POLICY = "demo-gated"
TRUST = "model-signature-trust"
READER = "localhost/model-reader:1"


class GatedDownloads:
    def __init__(self, story):
        self.story, self.kube = story, story.kube
        self.image = ""

    def tell(self):
        step = self.story.report.step
        step("a policy that requires gates", "its trust is published into the selected namespace", self._published)
        step("the published trust", "nobody else deletes or replaces it", self._guarded)
        step("a good download", "the gate verifies it, and the server reads it", self._good)
        step("a download of which a byte was changed", "the gate ends with 1, the server never starts", self._changed)
        step("ways around the gate", "each refused at admission, with what to change", self._around)
        step("a connection to a gate", "refused", self._connection)

    # --- objects

    def _policy(self):
        policy = r.policy(self.story.authorities())
        policy["metadata"]["name"] = POLICY
        policy["spec"]["match"]["namespaceSelector"]["matchLabels"] = {"models": "gated"}
        policy["spec"]["unverifiable"] = {"initDownloaded": "RequireGate"}
        return policy

    def _model(self, name, changed):
        folder = self.story.models.folder / f"gated-{name}"
        folder.mkdir()
        (folder / "config.json").write_text('{"architectures": ["Demo"]}\n')
        (folder / "weights.bin").write_bytes(bytes(range(256)) * 1024)
        run(self.story.models.oms, "sign", "key", folder, "--private-key", self.story.keys.path("trusted.key"),
            "--signature", folder / "model.sig")
        if changed:
            self.story.models.flip_one_byte(folder / "weights.bin")
        data = {f.name: base64.b64encode(f.read_bytes()).decode() for f in folder.iterdir()}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"remote-{name}", "namespace": TEAM}, "binaryData": data}

    def _pod(self, name, model="good"):
        mount = {"name": "model", "mountPath": r.MODEL_PATH}
        return {
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": TEAM},
            "spec": {
                "automountServiceAccountToken": False, "terminationGracePeriodSeconds": 1, "restartPolicy": "Never",
                "securityContext": {"runAsUser": 65532, "runAsGroup": 65532, "fsGroup": 65532},
                "initContainers": [
                    {"name": "download", "image": READER, "imagePullPolicy": "IfNotPresent", "args": ["copy", "/remote", r.MODEL_PATH],
                     "volumeMounts": [mount, {"name": "remote", "mountPath": "/remote", "readOnly": True}]},
                    {"name": "oms-gate", "image": self.image, "imagePullPolicy": "IfNotPresent",
                     "args": ["oms", "gate", r.MODEL_PATH, f"--trust=/gate/trust/{POLICY}"],
                     "volumeMounts": [mount | {"readOnly": True}, {"name": "trust", "mountPath": "/gate/trust", "readOnly": True},
                                      {"name": "gate-tmp", "mountPath": "/tmp"}]},
                ],
                "containers": [
                    {"name": "server", "image": READER, "imagePullPolicy": "IfNotPresent", "args": [r.MODEL_PATH],
                     "volumeMounts": [mount | {"readOnly": True}]},
                ],
                "volumes": [
                    {"name": "model", "emptyDir": {}},
                    {"name": "remote", "configMap": {"name": f"remote-{model}"}},
                    {"name": "trust", "configMap": {"name": TRUST}},
                    {"name": "gate-tmp", "emptyDir": {"sizeLimit": "64Mi"}},
                ],
            },
        }

    # --- steps

    def _published(self):
        namespace = r.namespace(TEAM)
        namespace["metadata"]["labels"] = {"models": "gated"}
        self.kube.apply(namespace)
        self.kube.apply(self._policy(), self._model("good", False), self._model("changed", True))

        def gate():
            policy = self.kube.get("clustermodeltrustpolicy", POLICY) or {}
            return policy.get("status", {}).get("gate")

        status = wait_until("the trust to be published", 60, gate)
        self.image = status["image"]
        found = self.kube.get("configmap", TRUST, TEAM) or {}
        return POLICY in found.get("data", {}) and "@sha256:" in self.image, f"{status}; keys {list(found.get('data', {}))}"

    def _guarded(self):
        deleted = self.kube.run("delete", "configmap", TRUST, "-n", TEAM, check=False)
        changed = self.kube.run("patch", "configmap", TRUST, "-n", TEAM, "-p", f'{{"data":{{"{POLICY}":"{{}}"}}}}', check=False)
        said = deleted.stderr + changed.stderr
        return said.count("only by the Model Signature Operator") == 2, said.strip()

    def _good(self):
        self.kube.apply(self._pod("gated-good"))

        def running():
            return (self.kube.get("pod", "gated-good", TEAM) or {}).get("status", {}).get("phase") == "Running"

        wait_until("the server to run", 120, running)
        gate = self.kube.run("logs", "-n", TEAM, "gated-good", "-c", "oms-gate").stdout.strip()
        server = self.kube.run("logs", "-n", TEAM, "gated-good", "-c", "server").stdout.strip()
        return "Verified" in gate and "from " + r.MODEL_PATH in server, f"{gate.splitlines()[-1]}; {server}"

    def _changed(self):
        self.kube.apply(self._pod("gated-changed", "changed"))

        def ended():
            status = (self.kube.get("pod", "gated-changed", TEAM) or {}).get("status", {})
            states = {s["name"]: s["state"].get("terminated") for s in status.get("initContainerStatuses", [])}
            return (status, states["oms-gate"]) if states.get("oms-gate") else None

        status, gate = wait_until("the gate to end", 120, ended)
        started = [s for s in status.get("containerStatuses", []) if s.get("started")]
        return gate["exitCode"] == 1 and "ContentMismatch" in gate.get("message", "") and not started, gate.get("message", str(gate))

    def _around(self):
        def fault(way):
            name, words, change = way
            pod = copy.deepcopy(self._pod(f"gated-{name}"))
            change(pod["spec"])
            done = self.kube.run("create", "--dry-run=server", "-f", "-", stdin=json.dumps(pod), check=False)
            return None if words in done.stderr else f"{name}: {(done.stdout + done.stderr).strip()}"

        ways = self._ways()
        with ThreadPoolExecutor(max_workers=4) as together:
            faults = list(filter(None, together.map(fault, ways)))
        return not faults, "; ".join(faults) or ", ".join(name for name, _, _ in ways)

    @staticmethod
    def _ways():
        def gate(spec):
            return spec["initContainers"][1]

        return [
            ("another-image", "is not a gate's", lambda s: gate(s).update(image=READER)),
            ("arguments", "is not one of a gate", lambda s: gate(s)["args"].append("--help")),
            ("other-folder", "not on the volume", lambda s: gate(s)["args"].__setitem__(2, "/gate/trust")),
            ("order", "can write", lambda s: s["initContainers"].reverse()),
            ("writer", "can write", lambda s: s["containers"][0]["volumeMounts"][0].update(readOnly=False)),
            ("variable", "variables", lambda s: gate(s).update(env=[{"name": "JAVA_TOOL_OPTIONS", "value": "-version"}])),
            ("other-trust", "do not name the trust", lambda s: s["volumes"][2].update(configMap={"name": "remote-good"})),
            ("no-gate", "no gate", lambda s: s["initContainers"].pop()),
            ("over-it", "is not read-only configuration", lambda s: gate(s)["volumeMounts"].append(
                {"name": "remote", "mountPath": "/opt/oms", "readOnly": True})),
            ("left-out", "does not verify", lambda s: s["containers"][0].update(args=["--model", f"{r.MODEL_PATH}/.gitattributes"])),
            ("processes", "share processes", lambda s: s.update(shareProcessNamespace=True)),
        ]

    def _connection(self):
        done = self.kube.run("exec", "-n", TEAM, "gated-good", "-c", "oms-gate", "--", "id", check=False)
        return "may be a gate" in done.stderr, done.stderr.strip()
