# SPDX-License-Identifier: Apache-2.0
"""What one pod of A and H shows, again where the models are signed keyless, and where they are in images."""

import copy
import dataclasses
import functools
import json
import pathlib
import shutil

import a
import held
import images
import modelcars
import pods as p
import resources as r
import world as w
from attempt import BROKEN, POLICY, RUNS, Attempt, Seen
from kube import wait_until
from login import Login
from models import run
from processes import Processes
from sigstore_servers import Sigstore

KEYLESS = "attack-keyless"  # a policy with a keyless identity; the tenant's
IMAGES = "attack-in-images"  # the policy of every other attempt, over models in images; the tenant's
SIGNED = ("good", "second", "aside", "hidden", "stranger")
UNSIGNED = ("unsigned", "scratch-model")
ROOT = "attack-sigstore"
SIGNER, STRANGER = "release@example.com", "stranger@example.com"
REPOSITORY = "localhost/attack-model"
UNKNOWN_DIGEST = f"{REPOSITORY}@sha256:" + "1" * 64


class PrivateSigstore:
    """The servers that `make interop` builds, as long as models are signed: bundles are verified without them."""

    def __init__(self, servers, folder):
        self.processes, self.login = Processes(folder / "log"), Login()
        self.sigstore = Sigstore(pathlib.Path(servers), folder, [self.login.fulcio_issuer()], self.login.issuer)
        self.folder = folder

    def __enter__(self):
        self.sigstore.start(self.processes)
        self.trust = self.sigstore.write_trust(self.folder / "trust")[2]
        return self

    def __exit__(self, *_):
        self.processes.stop()
        self.login.stop()

    def sign(self, oms, model, bundle, person):
        run(oms, "sign", "sigstore", model, "--signature", bundle, "--trust_config", self.trust,
            "--identity_token", self.login.token(person))


class Carriers:
    def __init__(self, scene):
        self.scene, self.world, self.admin = scene, scene.world, scene.world.admin
        self.folder = self.world.work / "carriers"
        self.references = {}

    # --- before there is a node

    def prepare(self, servers):
        """The keyless bundles of the models that the scene has made, and those models as images."""
        self.folder.mkdir()
        models = self.scene.models.folder
        for name in UNSIGNED:
            shutil.copytree(models / name, self.keyless(name))
        with PrivateSigstore(servers, self.folder / "sigstore") as sigstore:
            for name in SIGNED:
                self.sign(sigstore, name)
            trusted = {"root": (self.folder / "sigstore" / "trust" / "trusted_root.json").read_text(), "issuer": sigstore.login.issuer}
        (self.folder / "trusted.json").write_text(json.dumps(trusted))
        for name in (*SIGNED, *UNSIGNED):
            images.image(models / name, f"{REPOSITORY}:{name}", self.folder / f"{name}.tar", inside="")

    def keyless(self, name):
        """A folder of its own: two volumes on one folder would be aliases."""
        return self.scene.models.folder / f"keyless-{name}"

    def sign(self, sigstore, name):
        """As the scene has signed it, by another method: what lies under the name of the bundle is put there afterwards."""
        source, target = self.scene.models.folder / name, self.keyless(name)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("model.sig"))
        aside = (source / "model.sig").is_dir()
        bundle = self.folder / f"{name}.sig" if aside else target / "model.sig"
        sigstore.sign(self.scene.models.oms, target, bundle, STRANGER if name == "stranger" else SIGNER)
        if aside:
            shutil.copytree(source / "model.sig", target / "model.sig")

    # --- once there is a node

    def set_up(self, load):
        for ns, label in ((KEYLESS, "keyless"), (IMAGES, "demo")):
            self.admin.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": ns, "labels": {"models": label}}})
            self.scene.bind("tenant", w.TEAM, ns)
        trusted = json.loads((self.folder / "trusted.json").read_text())
        self.admin.apply(self.root(trusted["root"]), self.policy(trusted["issuer"]))
        modelcars.set_up(self.scene)
        self.claims()
        for name in (*SIGNED, *UNSIGNED):
            self.references[name] = run(load, self.folder / f"{name}.tar", f"{REPOSITORY}:{name}").strip()
        self.world.shared["images"] = self.references
        wait_until("the tenant's rights", 60, lambda: all(self.may_edit(ns) for ns in (KEYLESS, IMAGES)))
        self.scene.overlays(KEYLESS, IMAGES)
        self.measured()

    def may_edit(self, ns):
        return self.world.tenant.run("auth", "can-i", "create", "configmaps", "-n", ns, check=False).returncode == 0

    @staticmethod
    def root(text):
        return {"apiVersion": r.GROUP, "kind": "ModelTrustRoot", "metadata": {"name": ROOT}, "spec": {"trustedRoot": text}}

    def policy(self, issuer):
        keyless = {"issuer": issuer, "subject": SIGNER, "trustRootRef": {"name": ROOT}}
        policy = self.scene.policy()
        policy["metadata"]["name"] = "attack-keyless"
        policy["spec"]["authorities"] = [{"name": "release", "keyless": keyless}]
        policy["spec"]["match"]["namespaceSelector"]["matchLabels"] = {"models": "keyless"}
        return policy

    def claims(self):
        names = (*SIGNED, *UNSIGNED)
        self.admin.apply(*[p.volume(f"keyless-{name}", self.keyless(name), KEYLESS, name) for name in names])
        self.admin.apply(*[r.claim(name, KEYLESS, volume=f"keyless-{name}") for name in names])

    def signatures(self):
        for name in SIGNED:
            aside = self.folder / f"{name}.sig"
            yield p.signature(name, KEYLESS, name, {"inline": {"bundle": aside.read_text()}} if aside.exists() else None)
            signature = self.scene.signature(name, IMAGES)
            signature["spec"]["source"] = {"image": {"reference": self.references[name]}}
            yield signature

    def measured(self):
        self.admin.apply(*self.signatures())
        for ns in (KEYLESS, IMAGES):
            for name in ("good", "second"):
                if not self.world.verdict(name, ns, "Verified", 240):
                    raise RuntimeError(f"{ns}/{name} is not Verified: {w.describe(self.world.status(name, ns))}")


# --- the same pods


@dataclasses.dataclass(frozen=True)
class Carrier:
    """Where a pod is tried again, and what becomes of its volumes and of the words that its denial has to name."""

    title: str
    ns: str
    changed: object  # (world, pod) -> pod, words


def as_it_is(_, pod):
    return pod, ()


def in_images(world, pod):
    """Each claim becomes the image of the same model: a denial names the digest, or the pod's volume."""
    changed, words = copy.deepcopy(pod), []
    for volume in changed["spec"].get("volumes", []):
        claim = volume.pop("persistentVolumeClaim", None)
        if claim:
            reference = world.shared["images"].get(claim["claimName"], UNKNOWN_DIGEST)
            volume["image"] = {"reference": reference, "pullPolicy": "IfNotPresent"}
            words.append(reference.rpartition("@")[2])
    return changed, tuple(words)


def again(carrier, pod, words, options, world):
    """Tried as in its own namespace, once a good pod is admitted in this one."""
    good, _ = carrier.changed(world, p.served())
    refused = world.settled(lambda: world.dry_run(world.named(good, carrier.ns)))
    if refused:
        return Seen(BROKEN, f"a good pod is refused: {refused}")
    changed, more = carrier.changed(world, pod)
    return world.try_pod(changed, [*words, *more], ns=carrier.ns, good=None, by=options.get("by", POLICY))


def runs(carrier, world):
    good, _ = carrier.changed(world, p.served())
    return world.starts(good, carrier.ns)


def about_claims_only(attempt):
    """What a name of a claim, a mount that may write, or a raw device does: an image has none of them."""
    pod, *_ = attempt.action.args
    text = json.dumps(pod)
    return "scratch-" in text or "volumeDevices" in text or attempt.name.startswith(("mounted read-write", "read-write in"))


def attempts():
    tried = [*a.A1, *a.A2, *a.A5, *a.A6, *a.A7, *a.A9, *held.ATTEMPTS]
    found = []
    for carrier in (Carrier("keyless", KEYLESS, as_it_is), Carrier("image", IMAGES, in_images)):
        found.append(Attempt("+", f"good pod, {carrier.title}", RUNS, functools.partial(runs, carrier)))
        for attempt in tried:
            if carrier.ns == IMAGES and about_claims_only(attempt):
                continue
            pod, words, options = attempt.action.args
            action = functools.partial(again, carrier, pod, words, options)
            found.append(dataclasses.replace(attempt, name=f"{attempt.name} ({carrier.title})", action=action))
    return found


ATTEMPTS = attempts()
