# SPDX-License-Identifier: Apache-2.0
"""The two webhooks that are compared: one that does nothing, and the packaged one as the image runs it."""

import base64
import socket

from cluster import START_PAUSE, Process, answers, free_port, wait_for

SYSTEM = "model-signature-system"
ACCOUNT = "model-signature-webhook"
# Of the limit in deploy/webhook.yaml, as -XX:MaxRAMPercentage gives it in the container.
HEAP = "-Xmx537m"


def listens(port):
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


class Noop:
    """Allows everything."""

    def __init__(self, cluster, tools):
        self.port = free_port()
        command = [tools, "noop", f"127.0.0.1:{self.port}", str(cluster.file("webhook.crt")), str(cluster.file("webhook.key"))]
        self.process = Process("noop", command, cluster.folder)
        wait_for("the no-op webhook", 10, lambda: self.process.require_running() and listens(self.port))

    def stop(self):
        self.process.stop()


class Ours:
    """The packaged application in role webhook, with the options of the image and the rights of deploy/."""

    def __init__(self, cluster, program, token, extra=()):
        self.port, self.management = free_port(), free_port()
        command = program.command(
            "webhook", HEAP, *extra,
            "-Dquarkus.http.host=127.0.0.1", f"-Dquarkus.http.ssl-port={self.port}",
            "-Dquarkus.management.host=127.0.0.1", f"-Dquarkus.management.port={self.management}",
            f"-Dquarkus.tls.webhook.key-store.pem.0.cert={cluster.file('webhook.crt')}",
            f"-Dquarkus.tls.webhook.key-store.pem.0.key={cluster.file('webhook.key')}",
            "-Dkubernetes.auth.tryKubeConfig=false", f"-Dquarkus.kubernetes-client.api-server-url={cluster.url}",
            f"-Dquarkus.kubernetes-client.ca-cert-file={cluster.file('ca.crt')}",
        )
        # By the environment: a command line is for everybody to read.
        self.process = Process("webhook", command, cluster.folder, {
            "QUARKUS_KUBERNETES_CLIENT_TOKEN": token, "MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8",
        })

    def await_ready(self):
        """Returns the seconds from the start of the process."""
        url = f"http://127.0.0.1:{self.management}/q/health/ready"
        return wait_for("the webhook to be ready", 180, lambda: self.process.require_running() and answers(url) == 200, START_PAUSE)

    def stop(self):
        self.process.stop()


def install_rights(cluster):
    """The webhook's account and its rights, from deploy/. Returns a token."""
    cluster.apply(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SYSTEM}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": ACCOUNT, "namespace": SYSTEM}},
    )
    rights = (cluster.root / "deploy/rbac.yaml").read_text().split("\n---\n")
    cluster.kubectl("apply", "--server-side", "-f", "-", given="\n---\n".join(part for part in rights if f"name: {ACCOUNT}" in part))
    return cluster.token(SYSTEM, ACCOUNT)


def register(cluster, name, url, label):
    """An entry for the pods of the namespaces with this label, as the operator writes it for a policy that enforces."""
    bundle = base64.b64encode(cluster.file("ca.crt").read_bytes()).decode()
    rules = [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"], "scope": "Namespaced"}]
    cluster.apply({
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": {"name": name},
        "webhooks": [{
            "name": f"{name}.modelsigning.dev", "clientConfig": {"url": url, "caBundle": bundle}, "rules": rules,
            "failurePolicy": "Fail", "sideEffects": "None", "timeoutSeconds": 5, "admissionReviewVersions": ["v1"],
            "matchPolicy": "Equivalent", "namespaceSelector": {"matchLabels": {"bench": label}},
        }],
    })
