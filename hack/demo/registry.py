# SPDX-License-Identifier: Apache-2.0
"""Models in a real registry: signed there, found there by the operator, judged by digest. On a node made for the story only."""

import hashlib
import json
import urllib.parse
import urllib.request

import resources as r
from discovered import DiscoveredImages
from images import ARCHITECTURE, INSIDE, layer_of
from kube import wait_until
from models import run

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
REPOSITORY = "models/demo"


class Registry:
    """Pushes images over HTTP."""

    def __init__(self, host):
        self.host = host

    def push(self, layer):
        """An image of one layer, with the tag 'latest'; returns its reference by digest."""
        config = json.dumps({
            "architecture": ARCHITECTURE, "os": "linux", "config": {},
            "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]}}).encode()
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": MANIFEST,
            "config": self._blob(config, "application/vnd.oci.image.config.v1+json"),
            "layers": [self._blob(layer, "application/vnd.oci.image.layer.v1.tar")]}).encode()
        for name in (_digest(manifest), "latest"):
            self._send("PUT", f"http://{self.host}/v2/{REPOSITORY}/manifests/{name}", manifest, MANIFEST)
        return f"{self.host}/{REPOSITORY}@{_digest(manifest)}"

    def _blob(self, content, media_type):
        begun = self._send("POST", f"http://{self.host}/v2/{REPOSITORY}/blobs/uploads/")
        place = urllib.parse.urljoin(f"http://{self.host}/", begun.headers["Location"])
        self._send("PUT", f"{place}&digest={_digest(content)}", content, "application/octet-stream")
        return {"mediaType": media_type, "digest": _digest(content), "size": len(content)}

    @staticmethod
    def _send(method, url, body=b"", media_type="application/octet-stream"):
        request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": media_type})
        return urllib.request.urlopen(request, timeout=30)


def _digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


class RegistryModels:
    """The image 'attached' has a signature in the registry; 'bare' has none; 'changed' has the one of 'attached'."""

    def __init__(self, story, host):
        self.story, self.kube, self.host = story, story.kube, host
        self.references = {}
        self.discovered = DiscoveredImages(story)

    def tell(self):
        step = self.story.report.step
        step("models in a registry", "an image for each, some signed where they are", self._made)
        step("the image with an attached signature", "Verified", self._verified)
        step("the image without one", "Unknown: ReferrerNotFound", self._bare)
        step("the signature of another image", "Rejected: ContentMismatch", self._changed)
        step("pods that mount the images by digest", "attached: running; bare and changed: refused", self._pods)
        step("a pod that names the tag", "refused, with the digest to pin", self._tag)
        step("a modelcar with the image that is Verified", "refused: processes are shared", self._modelcar)
        step("modelcars that have to be verified", "signed: admitted; unsigned, another digest, a tag: refused", self._modelcars)
        step("another namespace mounts the same digest", "running, without a Job there", self._elsewhere)
        self.discovered.tell()

    def _made(self):
        registry = Registry(self.host)
        oms, key = self.story.models.oms, self.story.keys.path("trusted.key")
        for name in ("attached", "bare", "changed", *DiscoveredImages.NAMES):
            folder = self.story.models.folder / f"registry-{name}"
            folder.mkdir()
            (folder / "config.json").write_text('{"architectures": ["Demo"]}\n')
            (folder / "weights.bin").write_bytes(name.encode() * 65536)
            self.references[name] = registry.push(layer_of(folder))
        sign = (oms, "sign", "key", "--private-key", key, "--oci", "--oci-path", f"/{INSIDE}", "--registry-http")
        bundle = self.story.models.folder / "attached.sig"
        run(*sign, self.references["attached"], "--signature", bundle)
        found = run(oms, "verify", "key", "--public-key", self.story.keys.path("trusted.pub"), "--oci", "--oci-path", f"/{INSIDE}",
                    "--registry-http", self.references["attached"])
        discovered = {name: self.references.pop(name) for name in DiscoveredImages.NAMES}
        run(*sign, discovered["signed"], "--signature", self.story.models.folder / "discovered.sig")
        self.kube.apply(*(self._signature(name, bundle) for name in self.references))
        self.discovered.begin(discovered)
        return found.startswith("Verified"), ", ".join(self.references.values())

    def _signature(self, name, bundle):
        signature = r.signature(f"registry-{name}")
        spec = signature["spec"]
        spec["source"] = {"image": {"reference": self.references[name], "path": f"/{INSIDE}"}}
        spec["signature"] = {"inline": {"bundle": bundle.read_text()}} if name == "changed" else {"ociReferrer": {}}
        return signature

    def _verified(self):
        status, seen = self.story.verdict("registry-attached", "Verified")
        return bool(status.get("image")), seen

    def _bare(self):
        status, seen = self.story.verdict("registry-bare", "Unknown")
        return status.get("reason") == "ReferrerNotFound", seen

    def _changed(self):
        status, seen = self.story.verdict("registry-changed", "Rejected")
        return status.get("reason") == "ContentMismatch", seen

    def _server(self, name, reference, namespace=r.TEAM):
        return r.image_server(self.story.volumes.reader, name, reference, namespace, INSIDE)

    def _pods(self):
        self.kube.apply(*(self._server(f"registry-pod-{name}", reference) for name, reference in self.references.items()))
        good, seen = self.story.runs("registry-pod-attached")
        bare, why = self.story.refused("registry-pod-bare", "registry-bare")
        changed, other = self.story.refused("registry-pod-changed", "registry-changed")
        return good and bare and changed, f"attached: {seen}; bare: {why}; changed: {other}"

    def _tag(self):
        reference = self.references["attached"]
        self.kube.apply(self._server("registry-tag", reference.rpartition("@")[0] + ":latest"))
        return self.story.refused("registry-tag", "pin the image", reference.rpartition("@")[2])

    def _car(self, name, reference):
        server = self._server(name, reference)
        pod = server["spec"]["template"]["spec"]
        pod["shareProcessNamespace"] = True
        pod["volumes"] = [{"name": "model", "emptyDir": {}}]
        pod["containers"][0]["volumeMounts"] = [{"name": "model", "mountPath": "/mnt"}]
        pod["containers"].append({
            "name": "modelcar", "image": reference,
            "args": ["sh", "-c", "ln -sf /proc/$$$$/root/models /mnt/models && sleep infinity"],
            "volumeMounts": [{"name": "model", "mountPath": "/mnt"}]})
        return server

    def _modelcar(self):
        self.kube.apply(self._car("registry-modelcar", self.references["attached"]))
        return self.story.refused("registry-modelcar", "unverifiable.modelcar")

    def _modelcars(self):
        """In a dry run: the images of the story hold a model and no shell that could link it."""
        attached, repository = self.references["attached"], self.references["attached"].partition("@")[0]
        cars = {
            "signed": (attached, []),
            "unsigned": (self.references["bare"], ["modelcar image", "registry-bare"]),
            "other": (f"{repository}@sha256:{'1' * 64}", ["no ModelSignature names it"]),
            "tag": (f"{repository}:latest", ["modelcar without a digest", "pin the image", attached.rpartition("@")[2]]),
        }
        policy = r.policy(self.story.authorities())
        policy["spec"]["requirements"] = {"images": [f"{repository.rpartition('/')[0]}/*", self.story.volumes.reader["image"]]}
        policy["spec"]["unverifiable"] = {"modelcar": "RequireVerified"}
        self.kube.apply(policy)
        try:
            wait_until("the signed modelcar to be admitted", 30, lambda: self._tried("signed", attached, [])[0])
            seen = {name: self._tried(name, *car) for name, car in cars.items()}
        finally:
            self.kube.apply(r.policy(self.story.authorities()))
        return all(good for good, _ in seen.values()), "; ".join(f"{name}: {said}" for name, (_, said) in seen.items())

    def _tried(self, name, reference, words):
        template = self._car(f"registry-car-{name}", reference)["spec"]["template"]
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"registry-car-{name}"}, "spec": template["spec"]}
        done = self.kube.run("create", "--dry-run=server", "-n", r.TEAM, "-f", "-", stdin=json.dumps(pod), check=False)
        said = (done.stdout + done.stderr).strip()
        return (done.returncode == 0) != bool(words) and all(word in said for word in words), said

    def _elsewhere(self):
        before = self.story.jobs_made(r.OTHER)
        self.kube.apply(self._server("registry-other", self.references["attached"], r.OTHER))
        runs, seen = self.story.runs("registry-other", r.OTHER)
        made = self.story.jobs_made(r.OTHER) - before
        return runs and made == 0, f"{seen}; {made} Jobs"
