# SPDX-License-Identifier: Apache-2.0
"""D: taken down by one tenant, for everybody. By objects; by load is in d_load.py."""

import copy
import functools
import json
import os
import pathlib
import re
import signal
import time

import endure
import pods as p
import resources as r
import world as w
from attempt import BROKEN, GUARD, REFUSED, SCHEMA, SURVIVED, Attempt, Seen, refusal
from kube import say, wait_until


def unreadable(thing, restart, world):
    """An object that the CRD accepts and a type may not be able to read. A refusal by the CRD that names the field is as good."""
    made = copy.deepcopy(thing)
    kind, name = made["kind"].lower(), made["metadata"]["name"]

    def act():
        done = world.create(made)
        if done.returncode == 0:
            return "the object was stored"
        seen = refusal(done.stderr, ["resources", "quantity"], f"{SCHEMA}|{GUARD}")
        if seen.outcome == BROKEN:
            raise RuntimeError(seen.text)
        return f"refused: {seen.text[:200]}"

    def clean():
        world.admin.run("delete", kind, name, "-n", w.TEAM, "--ignore-not-found", "--wait=false")

    seen = endure.endure(world, act, clean, restart=restart)
    world.shared.setdefault("unreadable", []).append((seen, world.shared["after"]))
    return seen


def with_resources(name, resources):
    return p.signature(name, w.TEAM, "unsigned", resources=resources)


SIGNING = {
    "apiVersion": r.GROUP,
    "kind": "ModelSigningJob",
    "metadata": {"name": "unreadable-job", "namespace": w.TEAM},
    "spec": {
        "source": {"persistentVolumeClaim": {"claimName": "unsigned"}},
        "signer": {"secretName": "none"},
        "measurement": {"resources": {"limits": {"memory": ""}}},
    },
}


def sees_again(world):
    """Once the unreadable objects are gone, the operator has to see without help."""
    tried = world.shared.get("unreadable")
    if not tried:
        return Seen(BROKEN, "nothing unreadable was tried before (run it with D1)")
    left = [after for seen, after in tried if after]
    return Seen("blind", left[0]) if left else Seen(SURVIVED, f"awake after each of {len(tried)}")


def silent_server(seconds, world):
    """The API server hangs, as behind a broken network, and comes back."""
    pid = int((pathlib.Path(world.kubeconfig).parent / "pids" / "kube-apiserver").read_text().split()[0])
    before, _ = world.processes()
    say(f"  the API server is silent for {seconds} s")
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_until("the API server to answer", 60, lambda: world.admin.run("get", "--raw", "/readyz", check=False).returncode == 0)
    back = time.monotonic()
    harm = endure.blind(world)
    took = time.monotonic() - back
    restarts = endure.processes(world, before)
    if harm:
        endure.heal(world)
        return Seen("harmed", "; ".join(harm + restarts))
    return Seen(SURVIVED, f"at work {took:.1f} s after its return; {'; '.join(restarts) or 'no restart'}")


def job(name, parallelism=20):
    template = {"metadata": {}, "spec": p.served(name="unsigned")["spec"]}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": w.TEAM},
        "spec": {"parallelism": parallelism, "completions": parallelism, "backoffLimit": 0, "template": template},
    }


NEEDED = ("modelsignatures", "clustermodeltrustpolicies", "modelsigningjobs", "persistentvolumeclaims", "persistentvolumes", "namespaces")


def lists(world):
    """How often anybody has listed what a decision may need."""
    metrics = world.admin.run("get", "--raw", "/metrics").stdout
    found = re.findall(r'^apiserver_request_total\{.*resource="(\w+)".*verb="LIST".*\} (\S+)$', metrics, re.MULTILINE)
    needed = (
        "modelsignatures",
        "clustermodeltrustpolicies",
        "modelsigningjobs",
        "persistentvolumeclaims",
        "persistentvolumes",
        "namespaces",
    )
    return int(sum(float(count) for resource, count in found if resource in needed))


def reserved_job(thing, world):
    """The Job or else its pods have to be refused without a question to the API server for all there is."""
    before = lists(world)
    done = world.create(thing)
    if done.returncode != 0:
        return refusal(done.stderr, ["reserved"], GUARD)
    try:

        def told():
            events = world.admin.events("Job", thing["metadata"]["name"], w.TEAM)
            return [event["message"] for event in events if event["reason"] in ("FailedCreate", "SuccessfulCreate")]

        seen = refusal(wait_until("the Job's pods to be refused or not", 20, told)[-1], ["reserved", "unsigned"])
        time.sleep(3)  # more of its pods are tried
        asked = lists(world) - before
        if seen.outcome == REFUSED and asked > 2:
            return Seen("costly", f"{asked} lists of the API server until: {seen.text}")
        return Seen(seen.outcome, f"{asked} lists of the API server until: {seen.text}")
    finally:
        world.tenant.run("delete", "job", thing["metadata"]["name"], "-n", w.TEAM, "--wait=false", "--cascade=foreground")


def reserved_deployment(world):
    """Pods of a reserved name, made by another controller."""
    made = r.server("oms-verify", "unsigned", {"image": p.READER, "args": [p.MODEL]}, w.TEAM)
    done = world.create(made)
    if done.returncode != 0:
        return refusal(done.stderr, ["reserved"], GUARD)
    try:

        def told():
            for found in world.admin.get("replicasets", namespace=w.TEAM, selector="app=oms-verify") or []:
                for condition in found.get("status", {}).get("conditions", []):
                    if condition["type"] == "ReplicaFailure":
                        return condition["message"]
            return None

        return refusal(wait_until("the ReplicaSet to be refused", 30, told), ["reserved"], GUARD)
    finally:
        world.tenant.delete("deployment", "oms-verify", w.TEAM, wait=False)


def stored(world):
    """Bytes in ConfigMaps of the operator's namespace."""
    found = world.admin.get("configmaps", namespace=r.SYSTEM) or []
    return sum(len(value) for item in found for part in ("data", "binaryData") for value in (item.get(part) or {}).values())


def evidence_of_strangers(count, world):
    """The same content, signed by nobody we know, declared again and again: kept at most once, outside the tenant's quota."""
    wait_until("the stranger's model to be measured", 90, lambda: world.status("stranger", w.TEAM).get("verdict") == "Rejected")
    before = stored(world)
    names = [f"stranger-{number}" for number in range(count)]
    world.tenant.apply(*[p.signature(name, w.TEAM, "stranger") for name in names])
    try:
        wait_until("all to be measured", 180, lambda: all(world.status(name, w.TEAM).get("verdict") == "Rejected" for name in names))
        grown = stored(world) - before
        text = f"{count} more of one content: {grown} bytes more in {r.SYSTEM}"
        return Seen(SURVIVED if grown <= count * 2048 else "stored", text)
    finally:
        world.tenant.run("delete", "modelsignatures", *names, "-n", w.TEAM, "--wait=false")


def many_config_maps(count, world):
    """Many bundles in ConfigMaps, which the operator reads again and again."""
    name = "attack-bundles"
    text = json.dumps({"mediaType": "x", "padding": "x" * 900_000})
    path = f"/api/v1/namespaces/{w.TEAM}/configmaps"
    signatures = f"/apis/{r.GROUP}/namespaces/{w.TEAM}/modelsignatures"

    def act():
        world.tenant_api.create(path, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"model.sig": text}})
        source = {"configMapKeyRef": {"name": name, "key": "model.sig"}}
        found = world.tenant_api.flood(
            [(signatures, p.signature(f"many-{n}", w.TEAM, "unsigned", source, suspend=True)) for n in range(count)], 4
        )
        time.sleep(5)
        return endure.answers(found)

    def clean():
        world.admin.run(
            "delete", "modelsignatures", *[f"many-{n}" for n in range(count)], "-n", w.TEAM, "--ignore-not-found", "--wait=false"
        )
        world.admin.run("delete", "configmap", name, "-n", w.TEAM, "--ignore-not-found")

    return endure.endure(world, act, clean)


def of(function, *args):
    return functools.partial(endure.attempt, functools.partial(function, *args))


ATTEMPTS = [
    Attempt("D1", "an empty quantity", SURVIVED, of(unreadable, with_resources("unreadable-empty", {"requests": {"cpu": ""}}), True)),
    Attempt(
        "D1", "a quantity of words", SURVIVED, of(unreadable, with_resources("unreadable-words", {"limits": {"memory": "a lot"}}), False)
    ),
    Attempt(
        "D1",
        "a quantity of 4,000 digits",
        SURVIVED,
        of(unreadable, with_resources("unreadable-long", {"limits": {"memory": "9" * 4000}}), False),
    ),
    Attempt("D1", "an empty quantity in a ModelSigningJob", SURVIVED, of(unreadable, SIGNING, True)),
    Attempt("D8", "unreadable objects are gone: it sees again without help", SURVIVED, of(sees_again)),
    Attempt("D8", "the API server silent for 45 s", SURVIVED, of(silent_server, 45)),
    Attempt("D5", "Job named like the reserved prefix without its dash", REFUSED, of(reserved_job, job("oms-verify"))),
    Attempt("D5", "the same for signing", REFUSED, of(reserved_job, job("oms-sign"))),
    Attempt("D5", "Deployment named like the reserved prefix", REFUSED, of(reserved_deployment)),
    Attempt("D6", "evidence of strangers, one content many times", SURVIVED, of(evidence_of_strangers, 3)),
    Attempt("D7", "100 bundles in ConfigMaps", SURVIVED, of(many_config_maps, 100)),
]
