# SPDX-License-Identifier: Apache-2.0
"""C: signing what was not meant."""

import base64
import functools
import json

import pods as p
import resources as r
import world as w
from a_steps import exchange
from attempt import BROKEN, NOT_SIGNED, SURVIVED, Attempt, Seen, one_line
from kube import TimedOutError, wait_until

SECRET = "attack-signer"


def job(world, name, labels, *, consent):
    """consent: the job says that labels which tenants write may select, in a version that asks."""
    asked = world.schema_has("spec.selector.trustClaimLabels", "clustermodelsigningjobs")
    found = r.cluster_signing_job(name, SECRET)
    found["spec"] |= {
        "parallelism": 1,
        "selector": {
            "namespaceSelector": {"matchLabels": {"attack-sign": "true"}},
            "claimSelector": {"matchLabels": labels},
            **({"trustClaimLabels": True} if consent and asked else {}),
        },
    }
    return found


def status(world, name):
    return (world.admin.get("clustermodelsigningjob", name) or {}).get("status", {})


def signed_files(world, name):
    """The names in what was signed for a claim, or None when nothing was."""
    found = world.admin.get("modelsignature", name, w.SIGN)
    bundle = ((found or {}).get("spec", {}).get("signature") or {}).get("inline", {}).get("bundle")
    if not bundle:
        return None
    statement = json.loads(base64.b64decode(json.loads(bundle)["dsseEnvelope"]["payload"]))
    return [resource["name"] for resource in statement["predicate"]["resources"]]


def queue(world):
    """One job, two claims, one at a time: while the first is hashed, the second is exchanged and a third joins."""
    if "queue" in world.shared:
        return
    world.shared["queue"] = True
    world.admin.apply(r.signer_secret(SECRET, world.keys.text("trusted.key")))
    world.admin.apply(job(world, "attack-queue", {"sign": "true"}, consent=True))
    wait_until("the job to select", 30, lambda: status(world, "attack-queue").get("selected"))
    world.tenant.run("label", "pvc", "queue-c", "-n", w.SIGN, "sign=true")
    exchange(world, "queue-b", "attack-evil-queue", w.SIGN)
    world.shared["first still worked on"] = not signed_files(world, "queue-a")
    # The label again: the exchanged claim still looks selected.
    world.tenant.run("label", "pvc", "queue-b", "-n", w.SIGN, "sign=true")
    wait_until(
        "the job to end",
        180,
        lambda: status(world, "attack-queue").get("completedAt"),
        lambda: json.dumps(status(world, "attack-queue").get("targets"))[:200],
    )


def of_queue(claim, words, world):
    queue(world)
    found = status(world, "attack-queue")
    targets = [target for target in found.get("targets", []) if target.get("claimName") == claim]
    text = one_line(json.dumps(targets))
    files = signed_files(world, claim)
    if files is not None:
        return Seen("signed", f"the release key signed {', '.join(files)}: {text}")
    if signed_files(world, "queue-a") is None:
        return Seen(BROKEN, f"not even the first was signed: {one_line(json.dumps(found))}")
    if not world.shared["first still worked on"]:
        return Seen(BROKEN, "the exchange came too late: the first claim was signed before it")
    if words and not any(word in text.lower() for word in words):
        return Seen(BROKEN, f"not signed for another reason, none of {', '.join(words)}: {text}")
    return Seen(NOT_SIGNED, text or "not selected")


def by_own_label(world):
    """A claim labels itself into a job that does not say that such labels count."""
    world.admin.apply(r.signer_secret(SECRET, world.keys.text("trusted.key")))
    world.tenant.run("label", "pvc", "selfmade", "-n", w.SIGN, "release=yes")
    try:
        done = world.admin.apply(job(world, "attack-selfmade", {"release": "yes"}, consent=False), check=False)
        if done.returncode != 0:
            text = one_line(done.stderr)
            return Seen(NOT_SIGNED if "label" in text or "consent" in text else BROKEN, text)
        wait_until("the job to end", 90, lambda: status(world, "attack-selfmade").get("completedAt"))
        files = signed_files(world, "selfmade")
        text = one_line(json.dumps(status(world, "attack-selfmade").get("conditions", [])))
        if files is not None:
            return Seen("signed", f"the release key signed {', '.join(files)}")
        return Seen(NOT_SIGNED if "label" in text or "consent" in text.lower() else BROKEN, text)
    finally:
        world.admin.delete("clustermodelsigningjob", "attack-selfmade")


def other_namespaces_signer(world):
    """A signing job of the tenant with a signer that is not for its namespace."""
    world.admin.apply(r.signer_secret(SECRET, world.keys.text("trusted.key")))
    asked = {
        "apiVersion": r.GROUP,
        "kind": "ModelSigningJob",
        "metadata": {"name": "borrowed", "namespace": w.SIGN},
        "spec": {
            "source": {"persistentVolumeClaim": {"claimName": "selfmade"}},
            "signer": {"secretName": SECRET},
            "options": {"modelSignatureName": "borrowed"},
        },
    }
    world.tenant.apply(asked)
    try:

        def ended():
            found = one_line(json.dumps((world.admin.get("modelsigningjob", "borrowed", w.SIGN) or {}).get("status", {})))
            return (
                Seen(NOT_SIGNED, found)
                if "modelsigning.dev/namespaces" in found or "NotGranted" in found or "not allowed" in found
                else None
            )

        return wait_until("the signing job to be refused", 30, ended)
    except TimedOutError as late:
        found = one_line(json.dumps((world.admin.get("modelsigningjob", "borrowed", w.SIGN) or {}).get("status", {})))
        return Seen("signed" if signed_files(world, "borrowed") else BROKEN, f"{late}; {found}")
    finally:
        world.tenant.delete("modelsigningjob", "borrowed", w.SIGN)
        world.tenant.run("delete", "modelsignature", "borrowed", "-n", w.SIGN, "--ignore-not-found")


ANY = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [{}], "egress": [{}]}


def open_walls(change, world):
    """The NetworkPolicy is the tenant's: a measuring pod must have nothing that could leave, and its verdict stays what it is."""
    name = change.__name__.replace("_", "-")
    seen = change(world)
    world.tenant.apply(p.signature(name, w.TEAM, "unsigned"))
    try:
        pod = wait_until("the measuring pod", 60, lambda: measuring_pod(world, name))
        secrets = credentials(pod)
        status = wait_until(
            "its verdict", 90, lambda: world.status(name, w.TEAM).get("verdict") == "Rejected" and world.status(name, w.TEAM)
        )
        if secrets:
            return Seen("exposed", f"{seen}; the measuring pod has {', '.join(secrets)}")
        return Seen(SURVIVED, f"{seen}; the measuring pod has no credential; {w.describe(status)}")
    except TimedOutError as late:
        return Seen(BROKEN, f"{seen}; {late}; {w.describe(world.status(name, w.TEAM))}")
    finally:
        world.tenant.run("delete", "modelsignature", name, "-n", w.TEAM, "--ignore-not-found")
        world.tenant.run("delete", "networkpolicy", "attack-open", "-n", w.TEAM, "--ignore-not-found")


def measuring_pod(world, name):
    uid = (world.status(name, w.TEAM).get("measurement") or {}).get("jobUid")
    for found in world.admin.get("jobs", namespace=w.TEAM) or []:
        if found["metadata"]["uid"] == uid:
            return found["spec"]["template"]
    return None


def credentials(template):
    spec = template["spec"]
    found = [] if spec.get("automountServiceAccountToken") is False else ["a service-account token"]
    found += [f"volume {v['name']}" for v in spec.get("volumes", []) if {"secret", "projected", "configMap"} & set(v)]
    found += [f"env {e['name']}" for c in spec["containers"] for e in c.get("env", []) if "secretKeyRef" in e.get("valueFrom", {})]
    found += ["envFrom" for c in spec["containers"] if c.get("envFrom")]
    return found + (["the host's network"] if spec.get("hostNetwork") else [])


def policies(world):
    return [found["metadata"]["name"] for found in world.admin.get("networkpolicies", namespace=w.TEAM) or []]


def wall_opened(world):
    for name in policies(world):
        world.tenant.run("patch", "networkpolicy", name, "-n", w.TEAM, "--type=merge", "-p", json.dumps({"spec": ANY}))
    return f"opened {', '.join(policies(world)) or 'none'}"


def wall_removed(world):
    names = policies(world)
    for name in names:
        world.tenant.run("delete", "networkpolicy", name, "-n", w.TEAM)
    return f"deleted {', '.join(names) or 'none'}"


def wall_beside(world):
    world.tenant.apply(
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "attack-open", "namespace": w.TEAM},
            "spec": ANY,
        }
    )
    return "added one that allows everything"


def clean(world):
    world.admin.delete("clustermodelsigningjob", "attack-queue")
    world.admin.run("delete", "modelsignatures", "--all", "-n", w.SIGN, "--wait=false")
    world.admin.delete("secret", SECRET, r.SYSTEM)


def of(function, *args):
    return functools.partial(function, *args)


ATTEMPTS = [
    Attempt(
        "C1",
        "claim exchanged while its signing waits in the queue",
        NOT_SIGNED,
        of(of_queue, "queue-b", ["changed", "another", "volume", "identity", "exchanged", "uid"]),
    ),
    Attempt("C2", "claim that labels itself into a job under way", NOT_SIGNED, of(of_queue, "queue-c", [])),
    Attempt("C2", "claim that labels itself into a job without consent", NOT_SIGNED, by_own_label),
    Attempt("C2", "signer that is not for the namespace", NOT_SIGNED, other_namespaces_signer),
    Attempt("C3", "NetworkPolicy of measuring pods opened", SURVIVED, of(open_walls, wall_opened)),
    Attempt("C3", "NetworkPolicy of measuring pods deleted", SURVIVED, of(open_walls, wall_removed)),
    Attempt("C3", "NetworkPolicy beside it that allows everything", SURVIVED, of(open_walls, wall_beside)),
]
