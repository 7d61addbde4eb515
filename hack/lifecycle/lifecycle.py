# SPDX-License-Identifier: Apache-2.0
"""Entry point of hack/lifecycle/run.sh."""

import argparse
import json
import pathlib
import sys

import resources as r
from by_helm import HelmPaths
from by_kubectl import KubectlPaths
from kube import Kube, wait_until
from pods import TEAM, Pods
from report import Report

from main import wait_for_deployment

PART_OF = "app.kubernetes.io/part-of=model-signature-operator"
CLUSTER_KINDS = ("validatingwebhookconfigurations,validatingadmissionpolicies,validatingadmissionpolicybindings,"
                 "clusterroles,clusterrolebindings,priorityclasses")
SIGNER = "lifecycle-signer"


class Cluster(Kube):
    def create(self, what, *options):
        return self.run("create", "-f", "-", *options, stdin=json.dumps(what), check=False)

    def scale_operator(self, replicas):
        self.run("scale", "deployment/model-signature-operator", "-n", r.SYSTEM, f"--replicas={replicas}")
        if replicas == 0:
            wait_until("the operator to be gone", 90, lambda: not self.get(
                "pods", namespace=r.SYSTEM, selector="app.kubernetes.io/name=model-signature-operator"))

    def operator_dies(self):
        self.scale_operator(0)
        return True, "no operator runs"

    def webhook_dies(self):
        self.run("scale", "deployment/model-signature-webhook", "-n", r.SYSTEM, "--replicas=0")
        wait_until("the webhook to be gone", 90, lambda: not self.get(
            "pods", namespace=r.SYSTEM, selector="app.kubernetes.io/name=model-signature-webhook"))
        return True, "no webhook runs"

    def webhook_returns(self):
        self.run("scale", "deployment/model-signature-webhook", "-n", r.SYSTEM, "--replicas=2")
        self.ready()
        return True, "two webhooks run"

    def ready(self):
        for name in ("model-signature-operator", "model-signature-webhook"):
            wait_for_deployment(self, name)
        wait_until("the policies to be in force", 60, self._in_force)
        # A pod that is ready is not called before the Service's rules are there.
        wait_until("the webhook to be called", 60, lambda: all(self._is_called() for _ in range(4)))

    def _is_called(self):
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "question", "namespace": TEAM},
               "spec": {"containers": [{"name": "question", "image": "localhost/question:1"}]}}
        return "failed calling webhook" not in self.create(pod, "--dry-run=server").stderr

    def _in_force(self):
        """A policy that outlived a removal says what it said before until the new operator has looked at it."""
        wanted = {policy["metadata"]["name"] for policy in self.get("clustermodeltrustpolicies") or []}
        found = self.get("validatingwebhookconfiguration", "model-signature-webhook") or {}
        paths = {webhook["clientConfig"]["service"]["path"] for webhook in found.get("webhooks", [])
                 if webhook["clientConfig"].get("caBundle")}
        named = {name for path in paths for name in path.split("/")}
        return wanted <= named

    def keeps_what_was_declared(self):
        """CRDs, declarations and signing keys are there; nothing else with the label of this project is."""
        kept = [self.get("clustermodeltrustpolicy", "demo"), self.get("modelsignature", "good", TEAM),
                self.get("secret", SIGNER, r.SYSTEM)]
        left = self.run("get", CLUSTER_KINDS, "-l", PART_OF, "-o", "name").stdout.split()
        left += self.run("get", "deployments,services,pdb,serviceaccounts,roles,networkpolicies", "-n", r.SYSTEM,
                         "-l", PART_OF, "-o", "name").stdout.split()
        return all(kept) and not left, f"kept: {sum(map(bool, kept))} of 3; left: {' '.join(left) or 'nothing'}"

    def make_signer(self):
        self.apply(r.signer_secret(SIGNER, "kept"))


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("kubectl", "helm", "kubeconfig", "image", "oms", "root", "work", "volumes"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("tools", nargs="*", help="helm, kubectl; both when none is named")
    return parser.parse_args()


def main():
    options = arguments()
    kube = Cluster(options.kubectl, options.kubeconfig)
    pods = Pods(kube, options.volumes, options.work, options.oms)
    report = Report()
    report.step("claims", "bound", pods.provide)
    tools = options.tools or ["helm", "kubectl"]
    if "helm" in tools:
        HelmPaths(kube, pods, report, options.helm, options.kubeconfig, pathlib.Path(options.root), options.image).tell()
    if "kubectl" in tools:
        KubectlPaths(kube, pods, report, pathlib.Path(options.root), pathlib.Path(options.work), options.image).tell()
    sys.exit(report.close())


if __name__ == "__main__":
    main()
