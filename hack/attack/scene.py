# SPDX-License-Identifier: Apache-2.0
"""What the attempts find: namespaces, models on claims, policies. All of it is made by the administrator, once."""

import copy
import json
import os
import shutil

import pods as p
import resources as r
import world as w
from kube import say, wait_until
from models import run
from volumes import wait_until_bound

STALE_AFTER = "5m"  # the least that a policy can ask for
SECOND_NODE = "oms-attack-node1"
SCRATCH = "scratch-*"

# Folder and claim, namespace. A ModelSignature of the same name is made for those that are signed.
SIGNED = [
    ("good", w.TEAM),
    ("second", w.TEAM),
    ("aside", w.TEAM),
    ("hidden", w.TEAM),
    ("way-relative", w.TEAM),
    ("way-absolute", w.TEAM),
    ("way-folder", w.TEAM),
    ("twofold-outer", w.TEAM),
    ("twofold-inner", w.TEAM),
    ("swap-gate", w.TEAM),
    ("swap-affinity", w.TEAM),
    ("aliased-same", w.TEAM),
    ("aliased-parent", w.TEAM),
    ("aliased-local", w.TEAM),
    ("other-good", w.OTHER),
    ("rotating", w.ROTATE),
    ("away", w.ROTATE),
]
UNSIGNED = [
    ("unsigned", w.TEAM),
    ("scratch-model", w.TEAM),
    ("stranger", w.TEAM),
    ("late-open", w.LATE),
    ("late-force", w.LATE),
    ("late-evict", w.LATE),
    ("late-deadline", w.LATE),
    ("late-restart", w.LATE),
    ("selfmade", w.SIGN),
    ("queue-a", w.SIGN),
    ("queue-b", w.SIGN),
    ("queue-c", w.SIGN),
]
SIGNED_LATER = ("late-force", "late-evict", "late-deadline", "late-restart")
GOOD = ("good", "second", "other-good")
LINKED = ("way-relative", "way-absolute", "way-folder")
# Without a claim: what is put into the place of another.
SPARE = ("evil-gate", "evil-affinity", "evil-queue")


class Scene:
    def __init__(self, world):
        self.world, self.admin, self.models = world, world.admin, world.models

    # --- models, before there is a node

    def prepare(self):
        say("making the models, signing those that are signed")
        for name, _ in [*SIGNED, *UNSIGNED]:
            self.models.copy(name)
        self.models.copy("on-node")
        for name in SPARE:
            (self.models.copy(name) / "evil.bin").write_text("what nobody signed\n")
        for number in range(300):
            (self.models.folder / "stranger" / f"part-{number}.bin").write_text(str(number))
        (self.models.folder / "second" / "config.json").write_text('{"architectures": ["Second"]}\n')
        self.sign("second")
        self.sign("good")
        for name in (*(n for n, _ in SIGNED if n not in ("good", "second", *LINKED)), *SIGNED_LATER, "on-node"):
            shutil.copy(self.models.folder / "good" / "model.sig", self.models.folder / name)  # the same files
        self.sign("stranger", key="untrusted")
        self.links()
        self.ignored()
        self.bundles()
        for name in (*SIGNED_LATER, "away", "aliased-same", "aliased-parent", "aliased-local"):
            (self.models.folder / name).chmod(0o777)
        # A folder of its own: whoever may write above a model may write to all that are below.
        (self.models.folder / w.APART).mkdir()
        (self.models.folder / "aliased-parent").rename(self.world.folder("aliased-parent"))
        with open(self.models.folder / "queue-a" / "big.bin", "wb") as file:
            os.truncate(file.fileno(), 8 << 30)

    def sign(self, name, *options, key="trusted"):
        folder = self.models.folder / name
        run(
            self.models.oms,
            "sign",
            "key",
            folder,
            "--private-key",
            self.world.keys.path(f"{key}.key"),
            "--signature",
            folder / "model.sig",
            *options,
        )

    def links(self):
        """Signed as files; then each is a link that leads to the same bytes where the measuring Job mounts the model (/model)."""
        for name, target in zip(LINKED, ("../model/config.json", "/model/config.json", "../model/part"), strict=True):
            folder = self.models.folder / name
            alias = folder / ("copy" if name == "way-folder" else "alias.json")
            source = folder / ("part" if name == "way-folder" else "config.json")
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, alias)
            self.sign(name, "--allow-symlinks")
            (shutil.rmtree if alias.is_dir() else os.remove)(alias)
            alias.symlink_to(target)

    def ignored(self):
        payload = self.models.folder / "aside" / ".git" / "objects"
        payload.mkdir(parents=True)
        (payload / "weights.bin").write_text("what nobody signed\n")
        hidden = self.models.folder / "hidden"
        shutil.move(hidden / "model.sig", self.world.work / "hidden.sig")
        (hidden / "model.sig").mkdir()
        (hidden / "model.sig" / "weights.bin").write_text("what nobody signed\n")

    def bundles(self):
        """Bundles that a server reads as something else, too: members of its own beside those of the format."""
        extra = {"architectures": ["Evil"], "auto_map": {"AutoModel": "evil.Model"}}
        for name, where in (("twofold-outer", None), ("twofold-inner", "dsseEnvelope")):
            path = self.models.folder / name / "model.sig"
            bundle = json.loads(path.read_text())
            (bundle[where] if where else bundle).update(extra)
            path.write_text(json.dumps(bundle))

    # --- objects, once there is a node

    def set_up(self):
        for ns, labels in (
            (w.TEAM, r.namespace("x")["metadata"]["labels"]),
            (w.OTHER, {"models": "demo"}),
            (w.OPEN, {}),
            (w.LATE, {}),
            (w.ROTATE, {"models": "rotate"}),
            (w.SIGN, {"attack-sign": "true"}),
        ):
            self.admin.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": ns, "labels": labels}})
        self.tenants()
        self.world.log_in()
        self.claims()
        self.admin.apply(self.policy(), self.rotating_policy())
        self.overlays(w.TEAM)
        wait_until(
            "the tenant to be allowed what edit allows",
            60,
            lambda: (
                self.world.tenant.run("auth", "can-i", "create", "modelsignatures.modelsigning.dev", "-n", w.TEAM, check=False).returncode
                == 0
            ),
        )
        self.measured()

    def measured(self):
        """The good ones first: all at once would take a small machine minutes."""
        self.admin.apply(*[self.signature(name, ns) for name, ns in SIGNED if name in GOOD])
        for name, ns in SIGNED:
            if name in GOOD and not self.world.verdict(name, ns, "Verified", 240):
                raise RuntimeError(f"the good model {name} is not Verified: {w.describe(self.world.status(name, ns))}")
        self.admin.apply(
            *[self.signature(name, ns) for name, ns in SIGNED if name not in GOOD],
            p.signature("on-node", w.TEAM, "on-node"),
            p.signature("stranger", w.TEAM, "stranger"),
        )

    def tenants(self):
        for who, ns, namespaces in (("tenant", w.TEAM, (w.TEAM, w.OPEN, w.LATE, w.ROTATE, w.SIGN)), ("neighbour", w.OTHER, (w.OTHER,))):
            self.admin.apply({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": who, "namespace": ns}})
            for bound in namespaces:
                self.bind(who, ns, bound)
        self.templates()

    def templates(self):
        """What large pods are compared with, which the role edit does not have."""
        meta = {"name": "templates", "namespace": w.OPEN}
        rule = {"apiGroups": [""], "resources": ["podtemplates"], "verbs": ["create", "delete"]}
        self.admin.apply(
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": meta, "rules": [rule]},
            {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "RoleBinding",
                "metadata": meta,
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "templates"},
                "subjects": [{"kind": "ServiceAccount", "name": "tenant", "namespace": w.TEAM}],
            },
        )

    def bind(self, who, ns, bound):
        """The stock role edit in a namespace."""
        self.admin.apply(
            {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "RoleBinding",
                "metadata": {"name": f"{who}-edits", "namespace": bound},
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
                "subjects": [{"kind": "ServiceAccount", "name": who, "namespace": ns}],
            }
        )

    def claims(self):
        queue = {"queue-a": {"sign": "true"}, "queue-b": {"sign": "true"}}
        claims = [(name, ns, queue.get(name, {})) for name, ns in [*SIGNED, *UNSIGNED]]
        self.admin.apply(*[p.volume(f"demo-{name}", self.world.folder(name), ns, name) for name, ns, _ in claims])
        self.admin.apply(*[r.claim(name, ns, labels, volume=f"demo-{name}") for name, ns, labels in claims])
        wait_until_bound(self.admin, claims)
        on_node = self.models.folder / "on-node"
        self.second_node()
        self.admin.apply(
            p.volume("attack-on-node", on_node, w.TEAM, "on-node", node_names=(p.NODE, SECOND_NODE)),
            r.claim("on-node", w.TEAM, volume="attack-on-node"),
            p.volume("attack-alias-same", self.models.folder / "aliased-same", w.OPEN, "alias-same"),
            p.volume("attack-alias-parent", self.models.folder / w.APART, w.OPEN, "alias-parent"),
            p.volume("attack-alias-local", self.models.folder / "aliased-local", w.OPEN, "alias-local", node_names=(p.NODE,)),
            *[r.claim(f"alias-{n}", w.OPEN, volume=f"attack-alias-{n}", access_mode="ReadWriteOnce") for n in ("same", "parent", "local")],
            *[
                p.volume(f"attack-{n}", self.models.folder / n, ns, claim)
                for n, ns, claim in (
                    ("evil-gate", w.TEAM, "swap-gate"),
                    ("evil-affinity", w.TEAM, "swap-affinity"),
                    ("evil-queue", w.SIGN, "queue-b"),
                )
            ],
        )
        wait_until_bound(self.admin, [("on-node", w.TEAM, {})] + [(f"alias-{n}", w.OPEN, {}) for n in ("same", "parent", "local")])

    def platform(self):
        labels = self.admin.get("node", p.NODE)["metadata"]["labels"]
        return {name: labels[name] for name in ("kubernetes.io/os", "kubernetes.io/arch")}

    def second_node(self):
        """A node without a kubelet: what is bound to it never starts, but it is bound."""
        room = {"cpu": "4", "memory": "8Gi", "pods": "110"}
        self.admin.apply(
            {
                "apiVersion": "v1",
                "kind": "Node",
                # Of the same platform as the first: of several, no image has a verdict.
                "metadata": {"name": SECOND_NODE, "labels": {"kubernetes.io/hostname": SECOND_NODE, **self.platform()}},
                # Or measuring pods would be bound to it, and wait for ever.
                "spec": {"taints": [{"key": "attack.example/no-kubelet", "effect": "NoSchedule"}]},
            }
        )
        self.admin.run(
            "patch",
            "node",
            SECOND_NODE,
            "--subresource=status",
            "--type=merge",
            "-p",
            json.dumps({"status": {"capacity": room, "allocatable": room}}),
        )

    def policy(self):
        policy = copy.deepcopy(r.policy([r.key_authority("release-key", self.world.keys.text("trusted.pub"))]))
        policy["metadata"]["name"] = "attack"
        policy["spec"]["models"] = {"scratchClaims": [SCRATCH]}
        return policy

    def rotating_policy(self):
        self.admin.apply(self.rotating_secret("trusted"))
        reference = {"name": "rotating-key", "key": {"secretKeyRef": {"name": "attack-rotating", "key": "key.pub"}}}
        policy = copy.deepcopy(r.policy([reference]))
        policy["metadata"]["name"] = "attack-rotate"
        policy["spec"]["match"]["namespaceSelector"]["matchLabels"] = {"models": "rotate"}
        if self.world.schema_has("spec.requirements.staleAfter"):
            policy["spec"]["requirements"]["staleAfter"] = STALE_AFTER
        return policy

    def rotating_secret(self, key):
        return {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "attack-rotating", "namespace": r.SYSTEM},
            "stringData": {"key.pub": self.world.keys.text(f"{key}.pub")},
        }

    def signature(self, name, ns):
        source = {"inline": {"bundle": (self.world.work / "hidden.sig").read_text()}} if name == "hidden" else None
        return p.signature(name, ns, name, source)

    def overlays(self, *namespaces):
        """Objects that pods of the attempts mount: no attempt may fail because they are missing."""
        data = {"config.json": '{"architectures": ["Evil"]}', "tokenizer.json": "{}"}
        for ns in namespaces:
            self.world.tenant.apply(
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "overlay", "namespace": ns}, "data": data},
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "overlay", "namespace": ns}, "stringData": data},
            )
