# SPDX-License-Identifier: Apache-2.0
"""Models that identities sign: who is admitted, who is refused, and what an exchange of the trusted root does."""

import json
import time

import resources as r
from kube import wait_until
from models import run

ROOT = "demo-sigstore"
PERSON = "release@example.com"
SECONDS = 2  # within which verdicts follow a change of trust
# Claim: who signs it, and by which version of the log.
SIGNED = {
    "keyless": ("release", 2),
    "keyless-account": ("somebody-else", 2),
    "keyless-person": (PERSON, 2),
    "keyless-log": ("release", 1),
}


def trust_root(spec):
    return {"apiVersion": r.GROUP, "kind": "ModelTrustRoot", "metadata": {"name": ROOT}, "spec": spec}


class KeylessModels:
    """The policy trusts one service account. The trusted root knows one of the two logs."""

    def __init__(self, story, issuers, sigstore, work):
        self.story, self.kube = story, story.kube
        self.kubernetes, self.login = issuers
        self.sigstore, self.work = sigstore, work
        self.trust, self.identities = {}, {}

    def start(self, processes):
        self.kubernetes.start(processes)
        self.sigstore.start(processes)
        self.trust = self.sigstore.write_trust(self.work / "trust")
        self.identities = {name: self.kubernetes.service_account(name) for name in ("release", "somebody-else")}
        return True, ", ".join(name for name, _ in processes.running)

    def tell(self):
        step = self.story.report.step
        step("four models, signed with the Python reference", "four claims with bundles", self._signed)
        step("a ModelTrustRoot and a policy for one service account", "accepted, and Ready", self._trusted)
        step("a model that this service account signed", "Verified, naming it", self._verified)
        for name, what, reason, word in (
            ("keyless-account", "another subject", "SignerUntrusted", "somebody-else"),
            ("keyless-person", "another issuer", "SignerUntrusted", self.login.issuer),
            ("keyless-log", "a log that the trusted root does not know", "LogEntryInvalid", ""),
        ):
            step(f"a model of {what}", f"Rejected: {reason}",
                 lambda name=name, reason=reason, word=word: self._rejected(name, reason, word))
        step("pods that mount them", "the first one runs, the others are refused", self._pods)
        step("the trusted root is exchanged for one of somebody else",
             f"Rejected within {SECONDS} s, the next pod refused, no new Job", self._exchanged)
        step("the trusted root is back", f"Verified within {SECONDS} s, the next pod runs, no new Job", self._back)

    def known_root(self):
        """What Sigstore's keys are, without its older log."""
        root = self.sigstore.trusted_root(self.sigstore.authorities)
        root["tlogs"] = [log for log in root["tlogs"] if log["baseUrl"] == self.sigstore.rekor_urls[2]]
        return root

    def strange_root(self):
        """The same of a Sigstore with another Fulcio."""
        _, path, _ = next(iter(self.sigstore.write_strange_trust(self.work / "trust", 2)))
        return json.loads(path.read_text())["trustedRoot"]

    def _token(self, who):
        return self.login.token(who) if who == PERSON else self.kubernetes.token(who)

    def _signed(self):
        for name, (who, log) in SIGNED.items():
            folder = self.story.models.copy(name)
            run(*self.story.models.reference, "sign", "sigstore", folder, "--signature", folder / "model.sig",
                "--trust_config", self.trust[log], "--identity_token", self._token(who))
            (folder / "model.sig").chmod(0o644)
        return True, self.story.volumes.provide([(name, r.TEAM, {}) for name in SIGNED])

    def authority(self):
        return {"name": "release", "keyless": {
            "issuer": self.kubernetes.issuer, "subject": self.identities["release"],
            "claims": {"kubernetes-service-account": "release"}, "trustRootRef": {"name": ROOT}}}

    def has_root(self, spec):
        """Replaces the whole specification: another source takes the place of the one before."""
        if self.kube.get("modeltrustroot", ROOT):
            patch = json.dumps([{"op": "replace", "path": "/spec", "value": spec}])
            self.kube.run("patch", "modeltrustroot", ROOT, "--type", "json", "-p", patch)
        else:
            self.kube.apply(trust_root(spec))

    def _trusted(self):
        self.kube.run("wait", "--for=condition=Established", "crd/modeltrustroots.modelsigning.dev", "--timeout=30s")
        self.has_root({"trustedRoot": json.dumps(self.known_root())})
        self.kube.apply(r.policy([self.authority()]), *[r.signature(name) for name in SIGNED])
        self.kube.run("wait", "--for=condition=Ready", f"modeltrustroot/{ROOT}", "--timeout=30s")
        status = self.kube.get("modeltrustroot", ROOT)["status"]
        ends = [key.get("validUntil", "open") for key in status["keys"]]
        return status["digest"].startswith("sha256:"), f"{status['digest']}; {status['keyCount']} keys until {', '.join(ends)}"

    def _verified(self):
        status, seen = self.story.verdict("keyless", "Verified")
        return self.identities["release"] in json.dumps(status.get("signatures", [])), seen

    def _rejected(self, name, reason, word):
        status, seen = self.story.verdict(name, "Rejected")
        return status.get("reason") == reason and word in json.dumps(status), seen

    def _pods(self):
        self.kube.apply(*[self.story.server(f"serve-{name}", name) for name in SIGNED])
        good, seen = self.story.runs("serve-keyless")
        refusals = [self.story.refused(f"serve-{name}", name, "demo") for name in SIGNED if name != "keyless"]
        return good and all(held for held, _ in refusals), "; ".join([seen, *(why for _, why in refusals)])

    def follows(self, change, wanted):
        """Makes the change, and returns how long the verdict took to follow, and how many Jobs were made for it."""
        before = self.story.jobs_made()
        change()
        started = time.monotonic()
        self.story.verdict("keyless", wanted, seconds=30)
        return time.monotonic() - started, self.story.jobs_made() - before

    def refused_restart(self):
        self.story.restart("serve-keyless", r.TEAM)
        return wait_until("the new pod of serve-keyless to be refused", 60, lambda: self.story.denial("serve-keyless"))

    def rolled_out(self):
        self.story.restart("serve-keyless", r.TEAM)
        self.kube.run("rollout", "status", "deployment/serve-keyless", "-n", r.TEAM, "--timeout=60s")

    def _exchanged(self):
        strange = json.dumps(self.strange_root())
        took, jobs = self.follows(lambda: self.has_root({"trustedRoot": strange}), "Rejected")
        message = self.refused_restart()
        return took <= SECONDS and jobs == 0 and "keyless" in message, f"{took:.1f} s; new Jobs: {jobs}; {message}"

    def _back(self):
        known = json.dumps(self.known_root())
        took, jobs = self.follows(lambda: self.has_root({"trustedRoot": known}), "Verified")
        self.rolled_out()
        return took <= SECONDS and jobs == 0, f"{took:.1f} s; rolled out; new Jobs: {jobs}"


class FetchedRoot:
    """The same trusted root from a TUF repository in the node's network, which the operator fetches."""

    def __init__(self, scene, mirror):
        self.scene, self.mirror = scene, mirror
        self.story, self.kube = scene.story, scene.kube

    def tell(self, processes):
        step = self.story.report.step
        step("the trusted root from a TUF repository", "fetched and kept; Verified, no new Job", lambda: self._fetched(processes))
        step("the repository is away, and the operator restarts", "Refreshed is False; Ready and Verified all the same", self._away)
        step("the repository serves another trusted root", f"fetched after an edit; Rejected within {SECONDS} s of it", self._exchanged)

    def _spec(self, interval):
        return {"tuf": {"mirror": self.mirror.url, "root": self.mirror.first_root, "refreshInterval": interval}}

    def _refreshed(self, wanted, reason):
        def probe():
            status = self.kube.get("modeltrustroot", ROOT).get("status", {})
            found = {c["type"]: c for c in status.get("conditions", [])}.get("Refreshed")
            return status if found and found["status"] == wanted and found["reason"] == reason else None

        return wait_until(f"Refreshed to be {wanted}", 90, probe)

    def _edited(self, interval, wanted, reason):
        """An edit has the root fetched at once."""
        self.scene.has_root(self._spec(interval))
        generation = self.kube.get("modeltrustroot", ROOT)["metadata"]["generation"]
        wait_until("the edit to be seen", 90, lambda: self.kube.get("modeltrustroot", ROOT)["status"]["observedGeneration"] == generation)
        return self._refreshed(wanted, reason)

    def _fetched(self, processes):
        self.mirror.publish(self.scene.known_root(), 1)
        self.mirror.start(processes)
        before = self.story.jobs_made()
        status = self._edited("24h", "True", "TrustRootRead")
        self.story.verdict("keyless", "Verified", seconds=30)
        kept = self.kube.get("configmaps", namespace=r.SYSTEM, selector="modelsigning.dev/fetched-trust-root=true")
        jobs = self.story.jobs_made() - before
        return len(kept) == 1 and jobs == 0, f"fetched {status['lastRefresh']}, next {status['nextRefresh']}; new Jobs: {jobs}"

    def _away(self):
        self.mirror.withhold()
        status = self._edited("23h", "False", "TrustRootNotFetched")
        self.kube.run("rollout", "restart", "deployment/model-signature-operator", "-n", r.SYSTEM)
        self.kube.run("rollout", "status", "deployment/model-signature-operator", "-n", r.SYSTEM, "--timeout=180s")
        self.kube.run("wait", "--for=condition=Ready", f"modeltrustroot/{ROOT}", "--timeout=60s")
        self.story.verdict("keyless", "Verified", seconds=30)
        self.scene.rolled_out()
        return status.get("refreshFailures", 0) >= 1, f"{status['refreshFailures']} failed, next {status['nextRefresh']}; rolled out"

    def _exchanged(self):
        self.mirror.publish(self.scene.strange_root(), 2)
        took, jobs = self.scene.follows(lambda: self._edited("22h", "True", "TrustRootRead"), "Rejected")
        message = self.scene.refused_restart()
        return took <= SECONDS and jobs == 0, f"{took:.1f} s; new Jobs: {jobs}; {message}"
