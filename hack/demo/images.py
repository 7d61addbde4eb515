# SPDX-License-Identifier: Apache-2.0
"""Models in OCI images: measured through an image volume, judged by digest. On a node made for the story only."""

import hashlib
import io
import json
import pathlib
import platform
import tarfile

import resources as r
from models import run

REPOSITORY = "localhost/demo-model"
INSIDE = "models"


ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def layer_of(folder, inside=INSIDE):
    """Packs a folder into a layer, as a tar archive: below a folder of the image, or as its root when that is empty."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as layer:
        for path in sorted(folder.rglob("*")):
            entry = layer.gettarinfo(path, str(pathlib.PurePosixPath(inside) / path.relative_to(folder)))
            entry.uid = entry.gid = entry.mtime = 0
            entry.uname = entry.gname = ""
            with path.open("rb") if path.is_file() else io.BytesIO() as content:
                layer.addfile(entry, content)
    return buffer.getvalue()


def image(folder, reference, output, inside=INSIDE):
    """Packs a folder into an image as one layer."""
    layer = layer_of(folder, inside)
    config = {
        "architecture": ARCHITECTURE,
        "os": "linux",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]},
    }
    manifest = [{"Config": "config.json", "RepoTags": [reference], "Layers": ["layer.tar"]}]
    files = {"layer.tar": layer, "config.json": json.dumps(config).encode(), "manifest.json": json.dumps(manifest).encode()}
    with tarfile.open(output, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))


class ImageModels:
    """The model 'signed' is as its signer left it; of 'changed' a byte was flipped afterwards."""

    def __init__(self, story, load):
        self.story, self.kube, self.load = story, story.kube, load
        self.references = {}

    def tell(self):
        step = self.story.report.step
        step("models in images", "two images on the node, by digest", self._made)
        step("the image as it was signed", "Verified for the node's platform", self._verified)
        step("the image of which a byte was changed", "Rejected", self._rejected)
        step("pods that mount the images by digest", "signed: running; changed: refused", self._pods)
        step("a pod that names the tag", "refused, with the digest to pin", self._tag)
        step("another namespace mounts the same digest", "running, without a Job there", self._elsewhere)

    def _made(self):
        for name in ("signed", "changed"):
            folder = self.story.models.folder / f"image-{name}"
            folder.mkdir()
            (folder / "config.json").write_text('{"architectures": ["Demo"]}\n')
            (folder / "weights.bin").write_bytes(bytes(range(256)) * 4096)
            run(self.story.models.oms, "sign", "key", folder, "--private-key", self.story.keys.path("trusted.key"),
                "--signature", folder / "model.sig")
            if name == "changed":
                self.story.models.flip_one_byte(folder / "weights.bin")
            tar = pathlib.Path(self.story.work) / f"{name}.tar"
            image(folder, f"{REPOSITORY}:{name}", tar)
            self.references[name] = run(self.load, tar, f"{REPOSITORY}:{name}").strip()
            self.kube.apply(self._signature(name))
        return True, ", ".join(self.references.values())

    def _signature(self, name):
        signature = r.signature(f"image-{name}")
        signature["spec"]["source"] = {"image": {"reference": self.references[name], "path": f"/{INSIDE}"}}
        return signature

    def _verified(self):
        status, seen = self.story.verdict("image-signed", "Verified")
        return bool(status.get("image", {}).get("platform")), f"{seen}; {status.get('image')}"

    def _rejected(self):
        status, seen = self.story.verdict("image-changed", "Rejected")
        return status.get("reason") == "ContentMismatch", seen

    def _server(self, name, reference, namespace=r.TEAM):
        return r.image_server(self.story.volumes.reader, name, reference, namespace, INSIDE)

    def _pods(self):
        self.kube.apply(self._server("image-good", self.references["signed"]), self._server("image-bad", self.references["changed"]))
        good, seen = self.story.runs("image-good")
        bad, why = self.story.refused("image-bad", "image-changed")
        return good and bad, f"signed: {seen}; changed: {why}"

    def _tag(self):
        self.kube.apply(self._server("image-tag", f"{REPOSITORY}:signed"))
        return self.story.refused("image-tag", "pin the image", self.references["signed"].rpartition("@")[2])

    def _elsewhere(self):
        before = self.story.jobs_made(r.OTHER)
        self.kube.apply(self._server("image-other", self.references["signed"], r.OTHER))
        runs, seen = self.story.runs("image-other", r.OTHER)
        made = self.story.jobs_made(r.OTHER) - before
        return runs and made == 0, f"{seen}; {made} Jobs"
