# SPDX-License-Identifier: Apache-2.0
"""Claims with a model on them: folders of this machine on our own node, filled dynamic claims on a cluster of yours."""

import os
import subprocess

import resources as r
from kube import say, wait_until


def wait_until_bound(kube, claims):
    def unbound():
        return [n for n, ns, _ in claims if (kube.get("pvc", n, ns) or {}).get("status", {}).get("phase") != "Bound"]

    wait_until(f"{len(claims)} claims to be bound", 120, lambda: not unbound(), lambda: "missing: " + " ".join(unbound()))


class NodeFolders:
    """Static volumes over folders of this machine: nothing is copied. Only where the node is this machine."""

    big_bytes = 6 << 30  # a sparse file costs no disk here

    def __init__(self, kube, folder):
        self.kube, self.folder = kube, folder
        self.reader = {"image": "localhost/model-reader:1", "args": [r.MODEL_PATH]}

    def provide(self, claims):
        """claims: (name, namespace, labels); the content is the folder of that name."""
        for name, ns, _ in claims:
            self.kube.apply(r.volume(name, ns, self.folder / name))
        for name, ns, labels in claims:
            self.kube.apply(r.claim(name, ns, labels, volume=f"demo-{name}"))
        wait_until_bound(self.kube, claims)
        return f"{len(claims)} claims bound to folders of the node"


class DynamicClaims:
    """Claims of a storage class, each filled through a pod that is gone before anything is measured.

    The pods of the story share a claim, so the class has to offer ReadWriteMany, or the cluster has one node.
    """

    big_bytes = 2 << 30  # every byte is sent and stored

    def __init__(self, kube, folder, fill_image, storage_class, access_mode):
        self.kube, self.folder, self.image = kube, folder, fill_image
        self.storage_class, self.access_mode = storage_class, access_mode
        script = (f"n=$(find {r.MODEL_PATH} -type f -exec cat {{}} + | wc -c) && "
                  f'echo "read $n bytes from {r.MODEL_PATH}" && exec httpd -f -p 8080 -h /bin')
        self.reader = {"image": fill_image, "command": ["sh", "-c", script]}

    def provide(self, claims):
        for name, ns, labels in claims:
            self.kube.apply(r.claim(name, ns, labels, storage_class=self.storage_class, access_mode=self.access_mode))
            self.kube.apply(r.filler(name, ns, self.image))
        for name, ns, _ in claims:
            self._fill(name, ns)
        for name, ns, _ in claims:
            self.kube.delete("pod", f"fill-{name}", ns)
        wait_until_bound(self.kube, claims)
        return f"{len(claims)} claims of storage class {self.storage_class or '(default)'} filled"

    def _fill(self, name, ns):
        def running():
            return (self.kube.get("pod", f"fill-{name}", ns) or {}).get("status", {}).get("phase") == "Running"

        wait_until(f"the pod that fills claim {name}", 180, running)
        say(f"  copying the model to claim {name}")
        # The modes travel along, so that every user can read the model.
        pack = subprocess.Popen(["tar", "-C", os.fspath(self.folder / name), "-c", "--mode=a+rX", "."], stdout=subprocess.PIPE)
        unpack = subprocess.run(
            [*self.kube.base, "exec", "-i", "-n", ns, f"fill-{name}", "--", "tar", "-x", "-C", "/fill", "-f", "-"],
            stdin=pack.stdout, capture_output=True, text=True, check=False)
        pack.stdout.close()
        if pack.wait() != 0 or unpack.returncode != 0:
            raise RuntimeError(f"claim {name} could not be filled: {unpack.stderr.strip()}")
