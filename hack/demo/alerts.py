# SPDX-License-Identifier: Apache-2.0
"""Entry point of `make alerts`: on a node made for it, each alert is made to fire by what it is about, and to end."""

import argparse
import datetime
import json
import os
import pathlib
import signal
import ssl
import sys
import threading
import urllib.error
import urllib.request

import resources as r
from kube import Kube, say
from models import Keys, Models, run
from node import processes
from story import Story
from volumes import NodeFolders
from watching import Watching

from main import install, wait_for_deployment

# What lasts for minutes in a cluster lasts for seconds here; what an alert is about stays.
SHORTER = (("[10m]", "[1m]"), ("[15m]", "[1m]"), ("> 1800", "> 60"))

# Their causes are faults of the operator itself, which nothing from outside provokes: promtool alone tries them.
NOT_HERE = {"StateOld", "WebhookCertificateEnding"}


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("kubectl", "kubeconfig", "image", "weights", "volumes", "reference-python", "oms", "prometheus"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--deploy", type=pathlib.Path, required=True, help="the kustomize base")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for keys and the data of Prometheus")
    return parser.parse_args()


class Alerts(Watching):
    """Causes and ends of what an administrator is told about; those of the story too."""

    def __init__(self, story, options):
        super().__init__(story, options.prometheus, options.deploy, options.work, SHORTER)
        self.options = options
        self.tried = set()

    def fires(self, alert, cause, end=lambda: None, seconds=240):
        self.tried.add(alert)
        super().fires(alert, cause, end, seconds)

    def policy(self, authorities=None, **spec):
        """A policy of its own over the same namespaces, in mode Audit."""
        found = r.policy(authorities or self.story.authorities())
        found["metadata"]["name"] = "watched"
        found["spec"] |= {"mode": "Audit"} | spec
        return found

    def while_there(self, alert, *objects, seconds=240):
        """What is about an object: fires when it is there, and ends when it has gone."""
        def end():
            for one in reversed(objects):
                self.kube.delete(one["kind"], one["metadata"]["name"], one["metadata"].get("namespace"))

        self.fires(alert, lambda: self.kube.apply(*objects), end, seconds)

    # --- policies, models, signing

    def of_policies(self):
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3)
        self.while_there("ExemptionsEnding", self.policy(exemptions=[{
            "name": "legacy", "sources": [{"namespace": r.TEAM, "claimName": "unsigned"}], "reason": "is signed next week",
            "approver": "security-team", "expires": soon.strftime("%Y-%m-%dT%H:%M:%SZ")}]))
        # The authorities of the story end in 30 days: it watches this from its first step on.
        key_only = r.policy([r.key_authority("release-key", self.story.keys.text("trusted.pub"))])
        self.fires("TrustEnding", lambda: self.kube.apply(r.policy(self.story.authorities())), lambda: self.kube.apply(key_only))
        self.fires("PolicyNotInForce", self.without_webhook_configuration, self.install_again)

    def without_webhook_configuration(self):
        self.kube.delete("validatingwebhookconfiguration", "model-signature-webhook")

    def install_again(self):
        install(self.kube, self.options.deploy, self.options.image, self.options.work)

    def of_models(self):
        self.while_there("ModelsRejected", r.signature("unsigned"))
        self.while_there("ModelsUnknown", r.signature("no-such-claim"))
        declared = r.signature("unsigned")
        self.kube.apply(declared)
        self.fires("ClaimsUndeclared", lambda: self.kube.delete("modelsignature", "unsigned", r.TEAM), lambda: self.kube.apply(declared))
        self.kube.apply(r.signature("key"))
        self.story.verdict("key", "Verified")
        self.fires("ContentDrifted", self.change_a_byte)
        self.fires("VerdictsEnding", self.sign_with_what_ends, lambda: self.kube.delete("modelsignature", "certificate", r.TEAM))
        self.fires("PodsRefused", lambda: self.kube.apply(self.story.server("refused", "unsigned")),
                   lambda: self.kube.delete("deployment", "refused", r.TEAM))
        self.fires("SigningFailed", lambda: self.kube.apply({
            "apiVersion": r.GROUP, "kind": "ModelSigningJob", "metadata": {"name": "no-signer", "namespace": r.TEAM},
            "spec": {"source": {"persistentVolumeClaim": {"claimName": "unsigned"}}, "signer": {"secretName": "no-such-signer"}}}))

    def change_a_byte(self):
        self.story.models.flip_one_byte(self.story.models.largest(self.story.models.folder / "key"))
        self.kube.run("annotate", "modelsignature", "key", "-n", r.TEAM, "modelsigning.dev/measure-again=now", "--overwrite")

    def sign_with_what_ends(self):
        keys, model = self.story.keys, self.story.models.folder / "certificate"
        keys.sign_certificate(days=10)
        (model / "model.sig").unlink()
        run(self.story.models.oms, "sign", "certificate", model, "--private-key", keys.path("leaf.key"), "--signing-certificate",
            keys.path("leaf.crt"), "--certificate-chain", keys.path("ca.crt"), "--signature", model / "model.sig")
        self.kube.apply(r.policy(self.story.authorities()), r.signature("certificate"))

    # --- trusted roots

    def of_roots(self):
        def root(name, spec):
            return {"apiVersion": r.GROUP, "kind": "ModelTrustRoot", "metadata": {"name": name}, "spec": spec}

        self.while_there("TrustRootNotReady", root("unreadable", {"configMapKeyRef": {"name": "no-such-map", "key": "trusted_root.json"}}))
        # Nobody listens there; each attempt fails at once, the third one after three minutes.
        self.while_there("TrustRootNotRefreshed", root("away", {"publicGood": {"mirror": "https://localhost:1", "refreshInterval": "1h"}}),
                         seconds=420)

    # --- processes

    def of_processes(self):
        self.fires("WebhookBlind", self.take_rights_away, self.install_again)
        wait_for_deployment(self.kube, "model-signature-webhook")
        self.fires("ReviewsTurnedAway", self.send_too_much)
        self.slow()
        self.fires("SignOfLifeLate", lambda: self.scale("model-signature-operator", 0), lambda: self.scale("model-signature-operator", 1))
        wait_for_deployment(self.kube, "model-signature-operator")
        self.kube.apply(self.policy(requirements={"staleAfter": "5m"}))
        self.fires("VerdictsStale", lambda: self.scale("model-signature-operator", 0), lambda: self.scale("model-signature-operator", 1),
                   seconds=420)
        self.kube.delete("clustermodeltrustpolicy", "watched")
        wait_for_deployment(self.kube, "model-signature-operator")

    def take_rights_away(self):
        self.kube.delete("clusterrolebinding", "model-signature-webhook")
        self.kube.run("rollout", "restart", "deployment/model-signature-webhook", "-n", r.SYSTEM)

    def webhook_pods(self):
        pods = self.kube.get("pods", namespace=r.SYSTEM, selector="app.kubernetes.io/name=model-signature-webhook")
        return [p for p in pods if "deletionTimestamp" not in p["metadata"] and p["status"].get("podIP")]

    def send_too_much(self):
        """As anybody in the cluster can, who reaches the port."""
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        address = self.webhook_pods()[0]["status"]["podIP"]
        body = b'{"request": {"uid": "u", "namespace": "' + r.TEAM.encode() + b'", "object": "' + b"x" * (7 << 20) + b'"}}'
        asked = urllib.request.Request(f"https://{address}:8443/admission/demo", body, {"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(asked, timeout=10, context=anybody)
        except urllib.error.HTTPError as refused:
            say(f"  the webhook answers {refused.code}")

    def slow(self):
        """The webhooks get a processor now and then only, while pods are created and refused."""
        pod = self.story.server("refused", "unsigned")["spec"]["template"]
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "slow", "namespace": r.TEAM}, "spec": pod["spec"]}
        over = threading.Event()

        def create():
            while not over.is_set():
                self.kube.run("create", "-f", "-", stdin=json.dumps(pod), check=False)

        def halt(ids):
            while not over.wait(0.05):
                for number in ids:
                    os.kill(number, signal.SIGSTOP)
                over.wait(1.5)
                for number in ids:
                    os.kill(number, signal.SIGCONT)

        ids = [number for p in self.webhook_pods() for number in processes(p["metadata"]["uid"])]
        threads = [threading.Thread(target=create), threading.Thread(target=create), threading.Thread(target=halt, args=(ids,))]

        def cause():
            for one in threads:
                one.start()

        def end():
            over.set()
            for one in threads:
                one.join()

        self.fires("DecisionsSlow", cause, end)

    def alerts(self):
        super().alerts()
        for part in (self.of_policies, self.of_models, self.of_roots, self.of_processes):
            say(f"--- {part.__name__.replace('_', ' ')}")
            part()
        written = self.files.joinpath("rules.yaml").read_text()
        names = {line.split("ModelSignature")[1].strip() for line in written.splitlines() if "- alert:" in line}
        left = names - self.tried - NOT_HERE
        self.story.report.step("no alert is left out", "none", lambda: (not left, " ".join(sorted(left)) or "none"))


def main():
    options = arguments()
    kube = Kube(options.kubectl, options.kubeconfig)
    keys = Keys(options.work / "keys")
    models = Models(options.weights, options.volumes, options.reference_python, options.oms)
    models.prepare(keys)
    story = Story(kube, keys, models, NodeFolders(kube, models.folder), options.work)
    kube.apply(r.namespace(r.TEAM), r.namespace(r.OTHER))
    if story.report.step("install from deploy/", "operator and webhook ready",
                         lambda: install(kube, options.deploy, options.image, options.work)):
        story.report.step("claims", "bound", story.claims)
        kube.apply(r.policy([r.key_authority("release-key", keys.text("trusted.pub"))]))
        Alerts(story, options).tell()
    sys.exit(story.report.close())


if __name__ == "__main__":
    main()
