# SPDX-License-Identifier: Apache-2.0
"""Who acts on what: the administrator, the tenant with a token of its own, and what both look at."""

import copy
import itertools
import json
import re
import time

import resources as r
from api import Api, Sampler
from attempt import ADMITTED, BROKEN, POLICY, REFUSED, UNKNOWN, WEBHOOK, Seen, one_line, passing, refusal
from kube import Kube, TimedOutError, wait_until
from pods import served

TEAM = "attack-team"  # covered; the tenant's
OTHER = "attack-other"  # covered; somebody else's
OPEN = "attack-open"  # no policy; the tenant's
LATE = "attack-late"  # comes under the policy after the tenant has begun; the tenant's
ROTATE = "attack-rotate"  # a policy whose key is in a Secret; the tenant's
SIGN = "attack-sign"  # cluster-wide signing jobs select in it; the tenant's
APART = "apart"  # holds the one model that is reached through a folder above it
TENANT = f"system:serviceaccount:{TEAM}:tenant"


class World:
    def __init__(self, kube, kubeconfig, keys, models, work):
        self.admin, self.keys, self.models, self.work = kube, keys, models, work
        self.kubeconfig = kubeconfig
        self.numbers = itertools.count(1)
        self.shared = {}  # what several attempts learn from one run
        self.tenant = self.tenant_api = self.other_api = None

    def log_in(self):
        """Kubeconfigs with tokens: the tenant never has the administrator's certificate."""
        config = json.loads(self.admin.run("config", "view", "--raw", "--flatten", "-o", "json").stdout)
        for who, ns in (("tenant", TEAM), ("neighbour", OTHER)):
            token = self.admin.run("create", "token", who, "-n", ns, "--duration", "3h").stdout.strip()
            mine = copy.deepcopy(config)
            mine["users"] = [{"name": entry["name"], "user": {"token": token}} for entry in config["users"]]
            path = self.work / f"{who}.kubeconfig"
            path.touch(mode=0o600)
            path.write_text(json.dumps(mine))
            api = Api(path, token)
            if who == "tenant":
                self.tenant, self.tenant_api = Kube(self.admin.base[0], str(path)), api
            else:
                self.other_api = api

    # --- what a policy of this version can say

    def schema_has(self, path, kind="clustermodeltrustpolicies"):
        """Whether the resource has a field, such as spec.requirements.images."""
        crd = self.admin.get("crd", f"{kind}.modelsigning.dev")
        node = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
        for name in path.split("."):
            node = node.get("properties", {}).get(name)
            if node is None:
                return False
        return True

    def folder(self, claim):
        """What is on a claim."""
        return self.models.folder / (APART if claim == "aliased-parent" else "") / claim

    # --- verdicts

    def status(self, name, ns):
        return (self.admin.get("modelsignature", name, ns) or {}).get("status", {})

    def verdict(self, name, ns, wanted, seconds=120):
        """Waits; None when the verdict does not come in this time."""

        def decided():
            status = self.status(name, ns)
            return status if status.get("verdict") == wanted else None

        try:
            return wait_until(f"{name} to be {wanted}", seconds, decided, lambda: describe(self.status(name, ns)))
        except TimedOutError:
            return None

    def settles_unverified(self, name, ns, seconds, words):
        """Waits for an end: Verified, or a status that says in one of the words why not."""

        def ended():
            status = self.status(name, ns)
            text = describe(status)
            if status.get("verdict") == "Verified":
                return Seen("Verified", text)
            return Seen(UNKNOWN, text) if status.get("verdict") and names(text, words) else None

        try:
            return wait_until(f"{name} to be judged", seconds, ended, lambda: describe(self.status(name, ns))[:200])
        except TimedOutError:
            return Seen(BROKEN, f"after {seconds} s neither Verified nor any of {', '.join(words)}: {describe(self.status(name, ns))}")

    def stays_unverified(self, name, ns, seconds, words):
        """Whether no Verified comes within the time, and the status says in one of the words why not: a slow operator proves nothing."""
        status = self.verdict(name, ns, "Verified", seconds)
        if status:
            return Seen("Verified", describe(status))
        text = describe(self.status(name, ns))
        if names(text, words):
            return Seen(UNKNOWN, text)
        return Seen(BROKEN, f"after {seconds} s not Verified, but for none of {', '.join(words)}: {text}")

    # --- pods

    def named(self, pod, ns=TEAM):
        made = copy.deepcopy(pod)
        made["metadata"].setdefault("name", f"attempt-{next(self.numbers)}")
        made["metadata"]["namespace"] = ns
        return made

    def create(self, thing, by=None):
        """By kubectl, with the tenant's token. Asked again when the API server could not reach the webhook in time."""
        by = by or self.tenant
        for _ in range(3):
            done = by.run("create", "-f", "-", stdin=json.dumps(thing), check=False)
            if done.returncode == 0 or "failed calling webhook" not in done.stderr:
                return done
        return done

    def remove(self, kind, name, ns):
        self.admin.run("delete", kind, name, "-n", ns, "--ignore-not-found", "--wait=false", "--grace-period=0", "--force", check=False)

    def good_pod(self, ns=TEAM, claim="good"):
        return self.named(served(name=claim), ns)

    def dry_run(self, pod, by=None):
        """Empty when the pod would be admitted, else why not. The webhook decides as it does without the dry run."""
        api = by or self.tenant_api
        status, text, _ = api.create(f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods?dryRun=All&fieldValidation=Strict", pod)
        if status == 201:
            return ""
        return one_line(message(text)) or f"status {status}"

    def admits_good(self, ns=TEAM, claim="good"):
        """A dry run of a pod that is as it should be: without it, a refusal of a bad one says nothing."""
        return self.dry_run(self.good_pod(ns, claim), self.other_api if ns == OTHER else self.tenant_api)

    def refuses_bad(self, ns):
        """Empty when a bad pod is refused for what it is, and not because nobody could look."""
        refused = self.dry_run(self.named(served(name="not-there"), ns), self.other_api if ns == OTHER else self.tenant_api)
        if not refused:
            return "a bad pod is admitted"
        return "" if re.search(WEBHOOK, refused) and "not-there" in refused else refused

    def try_pod(self, pod, words, *, by=POLICY, ns=TEAM, good="good"):
        """Whether the tenant may create the pod.

        First without storing it: one that runs would write to claims that later attempts need. What is refused then is created in earnest.
        """
        if good:
            try:
                wait_until("the good pod to be admitted", 30, lambda: not self.admits_good(claim=good))
            except TimedOutError:
                return Seen(BROKEN, f"a good pod is refused: {self.admits_good(claim=good)}")
        made = self.named(pod, ns)
        refused = self.settled(lambda: self.dry_run(made))
        if not refused:
            return Seen(ADMITTED, "the pod would be admitted")
        judged = refusal(refused, words, by)
        if judged.outcome != REFUSED:
            return judged
        done = self.create(made)
        if done.returncode != 0:
            return refusal(done.stderr, words, by)
        self.remove("pod", made["metadata"]["name"], ns)
        return Seen(ADMITTED, f"the pod was admitted, though not in a dry run: {one_line(done.stderr)}")

    @staticmethod
    def settled(ask, seconds=30):
        """The answer once it is not one about a passing state; the last one when it stays such."""
        end = time.monotonic() + seconds
        while passing(answer := ask()) and time.monotonic() < end:
            time.sleep(0.5)
        return answer

    def starts(self, pod, ns, seconds=60):
        """Admits and starts it for good; the pod is gone afterwards."""
        made = self.named(pod, ns)
        done = self.create(made)
        if done.returncode != 0:
            return Seen(REFUSED if re.search(POLICY, done.stderr) else BROKEN, one_line(done.stderr))
        name = made["metadata"]["name"]
        try:
            wait_until(f"pod {name} to run", seconds, lambda: self.phase(name, ns) == "Running", lambda: self.phase(name, ns))
            return Seen("runs", self.admin.run("logs", "-n", ns, name, check=False).stdout.strip())
        finally:
            self.remove("pod", name, ns)

    def phase(self, name, ns):
        return (self.admin.get("pod", name, ns) or {}).get("status", {}).get("phase", "")

    def sampler(self):
        return Sampler(self.other_api, f"/api/v1/namespaces/{OTHER}/pods", self.good_pod(OTHER, "other-good"))

    # --- operator and webhook

    def ready(self, deployment, seconds=120):
        """Waits until as many pods as wanted are ready, after pods that are gone were counted out."""

        def all_ready():
            wanted = self.admin.get("deployment", deployment, r.SYSTEM)["spec"]["replicas"]
            pods = self.admin.get("pods", namespace=r.SYSTEM, selector=f"app.kubernetes.io/name={deployment}") or []
            statuses = [pod["status"].get("containerStatuses", []) for pod in pods if "deletionTimestamp" not in pod["metadata"]]
            return sum(1 for found in statuses if found and all(status["ready"] for status in found)) == wanted

        wait_until(f"{deployment} to be ready", seconds, all_ready)

    def processes(self):
        """Restarts by container, and which pods are not ready."""
        found, unready = {}, []
        for pod in self.admin.get("pods", namespace=r.SYSTEM) or []:
            statuses = pod["status"].get("containerStatuses", [])
            for status in statuses:
                found[pod["metadata"]["name"]] = status["restartCount"]
            if not statuses or not all(status["ready"] for status in statuses):
                unready.append(pod["metadata"]["name"])
        return found, unready


def message(text):
    """What the API server says in an answer that is a Status."""
    try:
        return json.loads(text).get("message", text)
    except ValueError:
        return text


def names(text, words):
    return any(word.lower() in text.lower() for word in words)


def describe(status):
    """Verdict, reason and message; of the single policies and the conditions what these do not say already."""
    parts = [f"{status.get('verdict')} ({status.get('reason')}): {status.get('message')}"]
    told = [(entry.get("reason"), entry.get("message")) for entry in status.get("policies", [])]
    told += [(found.get("reason"), found.get("message")) for found in status.get("conditions", []) if found["status"] != "True"]
    for reason, text in told:
        if text and not any(text in part for part in parts):
            parts.append(f"{reason}: {text}")
    return one_line("; ".join(parts))
