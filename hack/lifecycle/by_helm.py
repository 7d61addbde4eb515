# SPDX-License-Identifier: Apache-2.0
"""Every path by Helm."""

import subprocess

import resources as r
from kube import wait_until

RELEASE = "model-signature-operator"
# Every value of the chart that does not need a second image; HelmLifecycleIT has all of them.
VALUES = (
    "webhook.timeoutSeconds=7", "webhook.failurePolicy=Ignore", "exemptNamespaces={kube-system,legacy}",
    "networkPolicy.enabled=false", "networkPolicy.apiServerPorts={443,6443,8443}", "webhook.replicas=1", "webhook.replicas=3",
    "webhook.resources.requests.cpu=50m", "webhook.nodeSelector.kubernetes\\.io/os=linux", "webhook.tolerations[0].operator=Exists",
    "operator.resources.requests.cpu=50m", "operator.nodeSelector.kubernetes\\.io/os=linux",
    "operator.tolerations[0].operator=Exists", "image.pullPolicy=Never", "image.tag=other", "imagePullSecrets[0].name=pull",
)


class HelmPaths:
    def __init__(self, kube, pods, report, helm, kubeconfig, root, image):
        self.kube, self.pods, self.report = kube, pods, report
        self.helm = [helm, "--kubeconfig", kubeconfig, "--namespace", r.SYSTEM]
        self.chart = root / "charts" / "model-signature-operator"
        repository, digest = image.split("@")
        self.image = ["--set", f"image.repository={repository}", "--set", f"image.digest={digest}"]

    def run(self, *arguments):
        done = subprocess.run([*self.helm, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"helm {arguments[0]}: {done.stderr.strip()}")
        return done.stdout

    def install(self):
        self.run("install", RELEASE, self.chart, "--create-namespace", *self.image)
        self.kube.make_signer()
        self.kube.ready()
        return True, "operator and webhook are ready"

    def upgrade(self, *values):
        # All revisions are kept, where Helm keeps ten: the rollback returns to the first.
        given = [word for value in values for word in ("--set", value)]
        self.run("upgrade", RELEASE, self.chart, "--history-max", "0", *self.image, *given)

    def upgrade_one(self, value):
        self.upgrade(value)
        return self.pods.as_enforced(dry=True)

    def rollback(self):
        self.run("rollback", RELEASE, "1", "--history-max", "0")
        self.kube.ready()
        found = self.kube.get("validatingwebhookconfiguration", "model-signature-webhook")
        seconds = [webhook["timeoutSeconds"] for webhook in found["webhooks"]]
        return set(seconds) == {5}, f"timeoutSeconds {seconds}"

    def uninstall(self):
        self.run("uninstall", RELEASE)
        return self.kube.keeps_what_was_declared()

    def upgrade_without_operator(self):
        self.upgrade("webhook.timeoutSeconds=7")
        held, seen = self.pods.as_enforced()
        self.run("rollback", RELEASE, "1", "--history-max", "0")
        again, seen_again = self.pods.as_enforced()
        return held and again, f"upgraded: {seen}; rolled back: {seen_again}"

    def namespace_deleted(self):
        """The mistake that leaves a webhook configuration without its service."""
        self.kube.run("delete", "namespace", r.SYSTEM)
        held, seen = self.pods.as_enforced(dry=True)
        self.install()
        return not held and "failed calling webhook" in seen, f"in between: {seen[:300]}"

    def half_removed(self):
        """Broken off after the first objects: what Helm has deleted by then is deleted by hand."""
        self.kube.run("delete", "validatingwebhookconfiguration", "model-signature-webhook")
        self.kube.run("delete", "service,deployment", "-n", r.SYSTEM, "model-signature-webhook")
        return self.pods.as_removed()

    def leftovers(self):
        wait_until("the webhook's pods to end", 90, lambda: not self.kube.get("pods", namespace=r.SYSTEM))
        found = self.kube.run("get", "secrets,configmaps,leases", "-n", r.SYSTEM, "-o", "name").stdout.split()
        self.kube.run("delete", "namespace", r.SYSTEM)
        return True, " ".join(found)

    def tell(self):
        step, pods, kube = self.report.step, self.pods, self.kube
        enforced, removed = "good and unrelated run, bad is refused", "every pod runs"
        kept = "nothing of ours is left but declarations and keys"
        if not step("helm install", "ready", self.install):
            return
        step("policy and ModelSignatures", "Verified and Rejected", pods.declare)
        step("after helm install", enforced, pods.as_enforced)
        for value in VALUES:
            step(f"helm upgrade {value}", enforced, lambda value=value: self.upgrade_one(value))
        step("helm rollback", "the first values", self.rollback)
        step("after helm rollback", enforced, pods.as_enforced)
        step("helm uninstall", kept, self.uninstall)
        step("after helm uninstall", removed, pods.as_removed)
        step("helm install once more", "ready", self.install)
        step("after helm install once more", enforced, pods.as_enforced)
        step("the operator dies", "gone", kube.operator_dies)
        step("helm upgrade and rollback without an operator", enforced, self.upgrade_without_operator)
        step("helm uninstall without an operator", kept, self.uninstall)
        step("after helm uninstall without an operator", removed, pods.as_removed)
        step("helm install after that", "ready", self.install)
        step("a removal that was broken off", removed, self.half_removed)
        step("helm uninstall finishes it", kept, self.uninstall)
        step("after the finished removal", removed, pods.as_removed)
        step("helm install before the namespace is deleted", "ready", self.install)
        step("namespace deleted, then helm install again", "pods refused meanwhile, then ready", self.namespace_deleted)
        step("after helm install has healed that", enforced, pods.as_enforced)
        step("the last helm uninstall", kept, self.uninstall)
        step("after the last helm uninstall", removed, pods.as_removed)
        step("what Helm leaves in the namespace", "Secrets, ConfigMaps and Leases of the operator", self.leftovers)
