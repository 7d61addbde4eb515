# SPDX-License-Identifier: Apache-2.0
"""Entry point of `make alerts`: on a node made for it, each alert is made to fire by what it is about, and to end."""

import argparse
import contextlib
import datetime
import http.client
import pathlib
import subprocess
import sys
import threading
import time

import faults
import resources as r
import reviews
from faults import EndingCertificate, HaltedThread
from kube import Kube, end_in_order, wait_until
from models import Keys, Models, run
from node import processes
from story import Story
from volumes import NodeFolders
from watching import Trial, Watching

from main import install, wait_for_deployment

# What lasts for minutes in a cluster lasts for seconds here; what an alert is about stays.
SHORTER = (("[10m]", "[1m]"), ("[15m]", "[1m]"), ("> 1800", "> 150"), ("> 120", "> 40"))
DAYS = 90  # of certificates that nobody has to be told about
STALE_AFTER = {"staleAfter": "5m"}  # the shortest; the operator gives four signs of life in that time


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("kubectl", "kubeconfig", "image", "weights", "volumes", "reference-python", "oms", "prometheus"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--deploy", type=pathlib.Path, required=True, help="the kustomize base")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for keys and the data of Prometheus")
    return parser.parse_args()


class Alerts(Watching):
    """Causes and ends of what an administrator is told about."""

    seconds = 240

    def __init__(self, story, options):
        super().__init__(story, options.prometheus, options.deploy, options.work, SHORTER)
        self.fired, self.ended = set(), set()
        self.certificate = EndingCertificate(self.kube, story.keys, self.deploy / "rbac.yaml")

    def seen(self, alert, firing, seconds):
        found = super().seen(alert, firing, seconds)
        (self.fired if firing else self.ended).add(alert)
        return found

    def applied(self, alert, *objects, seconds=0):
        """What is about objects: fires when they are there, and ends when they have gone."""
        def end():
            for one in reversed(objects):
                self.kube.delete(one["kind"], one["metadata"]["name"], one["metadata"].get("namespace"))

        return Trial((alert,), lambda: self.kube.apply(*objects), end, seconds)

    def policy(self, name, authorities=None, **spec):
        """A policy of its own over the same namespaces, in mode Audit."""
        found = r.policy(authorities or self.story.authorities())
        found["metadata"]["name"] = name
        found["spec"] |= {"mode": "Audit", "requirements": STALE_AFTER} | spec
        return found

    @staticmethod
    def root(name, spec):
        return {"apiVersion": r.GROUP, "kind": "ModelTrustRoot", "metadata": {"name": name}, "spec": spec}

    # --- policies and trusted roots

    def of_policies(self):
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3)
        exempting = self.policy("exempting", exemptions=[{
            "name": "legacy", "sources": [{"namespace": r.TEAM, "claimName": "unsigned"}], "reason": "is signed next week",
            "approver": "security-team", "expires": soon.strftime("%Y-%m-%dT%H:%M:%SZ")}])
        self.story.keys.sign_authority("ending", days=20)
        ending = self.policy("ending", [r.certificate_authority("ending", self.story.keys.text("ending.crt"), "models@example.com")])
        unreadable = self.root("unreadable", {"configMapKeyRef": {"name": "no-such-map", "key": "trusted_root.json"}})
        self.fires(self.guard_absent(), self.policy_not_ready(), self.applied("ExemptionsEnding", exempting),
                   self.applied("TrustEnding", ending), self.applied("TrustRootNotReady", unreadable))

    def of_the_webhook_configuration(self):
        configuration = str(self.deploy / "webhook-configuration.yaml")
        self.fires(Trial(("PolicyNotInForce",),
                         lambda: self.kube.delete("validatingwebhookconfiguration", "model-signature-webhook"),
                         lambda: self.kube.run("apply", "--server-side", "--force-conflicts", "-f", configuration)))

    def away(self):
        """Nobody listens there; each attempt fails at once, the third one after three minutes."""
        root = self.root("away", {"publicGood": {"mirror": "https://localhost:1", "refreshInterval": "1h"}})
        return self.applied("TrustRootNotRefreshed", root, seconds=420)

    # --- models and signing

    def of_models(self):
        self.fires(
            Trial(("ClaimsUndeclared",), lambda: self.story.volumes.provide([("later", r.TEAM, {})]),
                  lambda: self.kube.delete("pvc", "later", r.TEAM)),
            Trial(("ModelsRejected", "PodsRefused"), self.serve_unsigned, self.remove_unsigned),
            self.applied("ModelsUnknown", r.signature("no-such-claim")),
            Trial(("ContentDrifted",), self.change_a_byte, self.change_a_byte),
            Trial(("VerdictsEnding",), lambda: self.sign_until(10), lambda: self.sign_until(DAYS)),
            self.applied("SigningFailed", {
                "apiVersion": r.GROUP, "kind": "ModelSigningJob", "metadata": {"name": "no-signer", "namespace": r.TEAM},
                "spec": {"source": {"persistentVolumeClaim": {"claimName": "key"}}, "signer": {"secretName": "no-such-signer"}}}))

    def serve_unsigned(self):
        self.story.volumes.provide([("unsigned", r.TEAM, {})])
        self.kube.apply(r.signature("unsigned"), self.story.server("refused", "unsigned"))

    def remove_unsigned(self):
        for kind, name in (("deployment", "refused"), ("modelsignature", "unsigned"), ("pvc", "unsigned")):
            self.kube.delete(kind, name, r.TEAM)

    def change_a_byte(self):
        """A second time it is the one that was signed."""
        self.story.models.flip_one_byte(self.story.models.largest(self.story.models.folder / "key"))
        self.measure_again("key")

    def measure_again(self, name):
        self.kube.run("annotate", "modelsignature", name, "-n", r.TEAM, f"modelsigning.dev/measure-again={time.time_ns()}", "--overwrite")

    def sign_until(self, days):
        keys, model = self.story.keys, self.story.models.folder / "certificate"
        keys.sign_leaf(days)
        (model / "model.sig").unlink()
        run(self.story.models.oms, "sign", "certificate", model, "--private-key", keys.path("leaf.key"), "--signing-certificate",
            keys.path("leaf.crt"), "--certificate-chain", keys.path("ca.crt"), "--signature", model / "model.sig")
        self.measure_again("certificate")

    # --- processes

    def of_webhooks(self):
        self.fires(self.webhook_absent())
        rights = str(self.deploy / "rbac.yaml")
        self.fires(Trial(("WebhookBlind",), self.take_rights_away,
                         lambda: self.kube.run("apply", "--server-side", "--force-conflicts", "-f", rights)))
        wait_for_deployment(self.kube, "model-signature-webhook")
        self.fires(self.too_much())
        self.fires(self.slow())

    def take_rights_away(self):
        self.kube.delete("clusterrolebinding", "model-signature-webhook")
        self.kube.run("rollout", "restart", "deployment/model-signature-webhook", "-n", r.SYSTEM)

    def of_the_operator(self):
        thread = HaltedThread("state-gauges", lambda: self.processes_of("model-signature-operator"))
        self.fires(Trial(("StateOld",), thread.halt, thread.go_on))
        self.fires(Trial(("WebhookCertificateEnding",), self.exchange_certificate, self.certificate.may_be_replaced))

    def exchange_certificate(self):
        self.scale("model-signature-operator", 0)
        wait_until("the operator to be gone", 60, lambda: not self.pods_of("model-signature-operator"))
        self.certificate.put(days=3)
        self.scale("model-signature-operator", 1)

    def pods_of(self, name):
        pods = self.kube.get("pods", namespace=r.SYSTEM, selector=f"app.kubernetes.io/name={name}")
        return [p for p in pods if "deletionTimestamp" not in p["metadata"] and p["status"].get("podIP")]

    def processes_of(self, name):
        return [number for p in self.pods_of(name) for number in processes(p["metadata"]["uid"])]

    def too_much(self):
        """Again and again: of webhooks that have just started, Prometheus sees an increase only after its first look at them."""
        body = reviews.too_large()
        return Trial(("ReviewsTurnedAway",), *self.while_caused(lambda over: self.send("/admission/demo", body, over, pause=2)))

    def slow(self):
        """The API server answers late where it has to be asked: for the claim of a pod that names its node."""
        spec = self.story.server("refused", "key")["spec"]["template"]["spec"]
        body = reviews.of_pod(spec | {"nodeName": "somewhere"})
        begin, over = self.while_caused(*[lambda over: self.send("/admission/demo", body, over, pause=0.05)] * 6)
        late = faults.late_answers("model-signature-webhook", "persistentvolumeclaims")

        def cause():
            self.kube.apply(*late)
            begin()

        def end():
            over()
            for one in late:
                self.kube.delete(one["kind"], one["metadata"]["name"])

        return Trial(("DecisionsSlow",), cause, end)

    def send(self, path, body, over, pause=0):
        """To the first webhook, until it is over."""
        while not over.wait(pause):
            # A connection is closed where a body is too large, and where the webhook begins anew; there may be none for a while, and
            # kubectl fails on a busy machine. A thread that gave up would take the cause away without a word.
            with contextlib.suppress(OSError, http.client.HTTPException, IndexError, RuntimeError, subprocess.TimeoutExpired):
                pod = self.pods_of("model-signature-webhook")[0]["metadata"]["name"]
                with contextlib.closing(reviews.Sender(self.prometheus.way, pod)) as sender:
                    while not over.wait(pause):
                        sender.send(path, body)

    @staticmethod
    def while_caused(*tasks):
        """The cause that runs them, each given what tells it to end, and the end that waits for them."""
        over = threading.Event()
        threads = [threading.Thread(target=task, args=(over,), daemon=True) for task in tasks]

        def cause():
            for one in threads:
                one.start()

        def end():
            over.set()
            for one in threads:
                if one.ident:
                    one.join()

        return cause, end

    def alerts(self):
        self.of_policies()
        with self.caused(self.away()):
            self.of_the_webhook_configuration()
            self.of_models()
        with self.caused(self.operator_absent("SignOfLifeLate", "VerdictsStale")):
            self.of_webhooks()
        wait_for_deployment(self.kube, "model-signature-operator")
        self.of_the_operator()
        written = self.files.joinpath("rules.yaml").read_text()
        names = {line.split("ModelSignature")[1].strip() for line in written.splitlines() if "- alert:" in line}
        left = names - (self.fired & self.ended)
        self.report.step("no alert is left out", "none", lambda: (not left, " ".join(sorted(left)) or f"{len(names)} of {len(names)}"))


def main():
    end_in_order()
    options = arguments()
    kube = Kube(options.kubectl, options.kubeconfig)
    keys = Keys(options.work / "keys")
    keys.sign_certificate(DAYS)
    models = Models(options.weights, options.volumes, options.reference_python, options.oms)
    models.prepare(keys)
    story = Story(kube, keys, models, NodeFolders(kube, models.folder), options.work)
    kube.apply(r.namespace(r.TEAM), r.namespace(r.OTHER))
    if story.report.step("install from deploy/", "operator and webhook ready",
                         lambda: install(kube, options.deploy, options.image, options.work)):
        story.report.step("two models", "Verified", lambda: served(story))
        Alerts(story, options).tell()
    sys.exit(story.report.close())


def served(story):
    """What an administrator is content with: nothing fires."""
    policy = r.policy(story.authorities())
    policy["spec"]["requirements"] |= STALE_AFTER
    names = ("key", "certificate")
    story.volumes.provide([(name, r.TEAM, {}) for name in names])
    story.kube.apply(policy, *(r.signature(name) for name in names))
    return True, "; ".join(story.verdict(name, "Verified")[1] for name in names)


if __name__ == "__main__":
    main()
