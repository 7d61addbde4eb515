# SPDX-License-Identifier: Apache-2.0
"""Reading without a kubectl process for each question: waiting for a condition asks five times a second."""

import http.client
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import urllib.parse

from kube import Kube, at_the_end, wait_until

OURS = "apis/modelsigning.dev/v1alpha1"
PLACES = {
    "clustermodelsigningjob": (OURS, "clustermodelsigningjobs"),
    "clustermodeltrustpolicy": (OURS, "clustermodeltrustpolicies"),
    "configmap": ("api/v1", "configmaps"),
    "deployment": ("apis/apps/v1", "deployments"),
    "events": ("api/v1", "events"),
    "modelsignature": (OURS, "modelsignatures"),
    "modelsignatures": (OURS, "modelsignatures"),
    "pod": ("api/v1", "pods"),
    "pods": ("api/v1", "pods"),
    "pvc": ("api/v1", "persistentvolumeclaims"),
    "replicasets": ("apis/apps/v1", "replicasets"),
}
CLUSTER_WIDE = {"clustermodelsigningjobs", "clustermodeltrustpolicies"}


class _Socket(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class ReadingKube(Kube):
    """kubectl, whose reads go through one `kubectl proxy`. Its socket is in a folder that only the owner may enter."""

    def __init__(self, kubectl, kubeconfig):
        super().__init__(kubectl, kubeconfig)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="kubectl-proxy-"))
        self._socket = folder / "socket"
        self._proxy = subprocess.Popen(
            [*self.base, "proxy", "--unix-socket", str(self._socket)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        at_the_end(lambda: self._end(folder))
        wait_until("kubectl proxy to listen", 20, self._listens)

    def get(self, kind, name=None, namespace=None, selector=None):
        group, plural = PLACES.get(kind, (None, None))
        # Without a namespace, kubectl knows the one of the kubeconfig.
        if not group or not (namespace or plural in CLUSTER_WIDE):
            return super().get(kind, name, namespace, selector)
        path = f"/{group}/" + (f"namespaces/{namespace}/" if namespace else "") + plural
        path += f"/{name}" if name else ""
        path += "?" + urllib.parse.urlencode({"labelSelector": selector}) if selector else ""
        status, body = self._read(path)
        if status == http.client.NOT_FOUND and name:
            return None
        if status != http.client.OK:
            raise RuntimeError(f"GET {path}: {status} {body.decode(errors='replace').strip()}")
        found = json.loads(body)
        return found if name else found["items"]

    def _read(self, path):
        connection = _Socket(str(self._socket))
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as failure:
            raise RuntimeError(f"GET {path}: {failure}") from failure
        finally:
            connection.close()

    def _listens(self):
        if self._proxy.poll() is not None:
            raise RuntimeError(f"kubectl proxy ended with {self._proxy.returncode}")
        try:
            return self._read("/version")[0] == http.client.OK
        except RuntimeError:
            return False

    def _end(self, folder):
        self._proxy.terminate()
        self._proxy.wait()
        shutil.rmtree(folder, ignore_errors=True)
