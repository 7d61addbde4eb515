# SPDX-License-Identifier: Apache-2.0
"""A real API server as the issuer of identity tokens: what a workload gets by a projected service-account token."""

import json
import ssl
import subprocess

from processes import answers, free_ports

AUDIENCE = "sigstore"
NAMESPACE = "interop"
# Fulcio and the Python client ask for the issuer's keys without credentials; a cluster says so by this binding.
ANONYMOUS_DISCOVERY = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRoleBinding",
    "metadata": {"name": "anonymous-issuer-discovery"},
    "roleRef": {
        "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:service-account-issuer-discovery"},
    "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:unauthenticated"}],
}


class Kubernetes:
    def __init__(self, binaries, folder, pki_script):
        self.binaries = binaries
        self.folder = folder
        self.pki = folder / "pki"
        self.etcd, self.etcd_peer, self.port = free_ports(3)
        self.issuer = f"https://localhost:{self.port}"
        subprocess.run(["bash", pki_script, self.pki, self.issuer, "127.0.0.1", "interop"], check=True)
        self.authority = self.pki / "ca.crt"

    def start(self, processes):
        etcd = f"http://127.0.0.1:{self.etcd}"
        peer = f"http://127.0.0.1:{self.etcd_peer}"
        processes.start("etcd", [
            self.binaries / "etcd", "--data-dir", self.folder / "etcd", "--unsafe-no-fsync", "--log-level", "warn",
            "--listen-client-urls", etcd, "--advertise-client-urls", etcd, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}"],
            lambda: answers(f"{etcd}/health"))
        trusted = ssl.create_default_context(cafile=str(self.authority))
        processes.start("kube-apiserver", [
            self.binaries / "kube-apiserver", "--etcd-servers", etcd, "--bind-address", "127.0.0.1",
            "--secure-port", self.port, "--advertise-address", "127.0.0.1", "--endpoint-reconciler-type", "none",
            "--service-cluster-ip-range", "10.96.0.0/16", "--authorization-mode", "RBAC",
            "--disable-admission-plugins", "ServiceAccount", "--client-ca-file", self.authority,
            "--tls-cert-file", self.pki / "apiserver.crt", "--tls-private-key-file", self.pki / "apiserver.key",
            "--service-account-issuer", self.issuer, "--service-account-jwks-uri", f"{self.issuer}/openid/v1/jwks",
            "--service-account-key-file", self.pki / "service-accounts.pub",
            "--service-account-signing-key-file", self.pki / "service-accounts.key"],
            lambda: answers(f"{self.issuer}/livez", trusted) and self.kubectl("get", "--raw", "/readyz", check=False))
        self.kubectl("create", "namespace", NAMESPACE)
        self.kubectl("apply", "-f", "-", text=json.dumps(ANONYMOUS_DISCOVERY))

    def service_account(self, name):
        """Creates the account; returns the identity that Fulcio writes into its certificates."""
        self.kubectl("create", "serviceaccount", name, "-n", NAMESPACE)
        return f"https://kubernetes.io/namespaces/{NAMESPACE}/serviceaccounts/{name}"

    def token(self, name, audience=AUDIENCE):
        return self.kubectl("create", "token", name, "-n", NAMESPACE, "--audience", audience).strip()

    def fulcio_issuer(self):
        return {
            "IssuerURL": self.issuer, "ClientID": AUDIENCE, "Type": "kubernetes",
            "CACert": self.authority.read_text()}

    def kubectl(self, *arguments, text=None, check=True):
        done = subprocess.run(
            [self.binaries / "kubectl", "--kubeconfig", self.pki / "admin.kubeconfig", *arguments],
            input=text, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0 and check:
            raise RuntimeError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout if done.returncode == 0 else ""


