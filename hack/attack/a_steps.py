# SPDX-License-Identifier: Apache-2.0
"""A: served without being verified, in several steps."""

import functools
import json
import re

import pods as p
import resources as r
import scene
import world as w
from attempt import ADMITTED, BROKEN, GUARD, POLICY, RBAC, REFUSED, UNKNOWN, WEBHOOK, Attempt, Seen, one_line, refusal
from kube import TimedOutError, wait_until

WRITER = ("writer", "may still write")  # what a status has to name


def verdict_of(name, *words):
    """What must not be verified: the status has to say why, in one of the words."""
    return functools.partial(_verdict_of, name, words)


def _verdict_of(name, words, world):
    return world.settles_unverified(name, w.TEAM, 60, words)


def bound(world, name, ns=w.TEAM, seconds=25):
    """The node that a pod was bound to, or what the scheduler was told."""

    def ended():
        pod = world.admin.get("pod", name, ns) or {"spec": {}}
        if pod["spec"].get("nodeName"):
            return Seen(ADMITTED, f"bound to {pod['spec']['nodeName']}")
        told = [e["message"] for e in world.admin.events("Pod", name, ns) if re.search(POLICY, e["message"])]
        return Seen(REFUSED, one_line(told[-1])) if told else None

    return wait_until(f"pod {name} to be bound or refused", seconds, ended)


def exchange(world, claim, volume, ns):
    """What a tenant may do: delete its claim, and make another of the same name on another volume."""
    world.tenant.run("delete", "pvc", claim, "-n", ns, "--wait=true", "--timeout=30s")
    world.tenant.apply(r.claim(claim, ns, volume=volume))
    wait_until(
        f"claim {claim} to be bound again", 30, lambda: (world.admin.get("pvc", claim, ns) or {}).get("status", {}).get("phase") == "Bound"
    )


def gated(claim, volume, hold, release, world):
    """Admitted while the claim is verified, held back, bound when it is another."""
    if not world.verdict(claim, w.TEAM, "Verified", 120):
        return Seen(BROKEN, f"{claim} is not Verified before: {w.describe(world.status(claim, w.TEAM))}")
    made = world.named(hold(p.served(name=claim)))
    name = made["metadata"]["name"]
    done = world.create(made)
    if done.returncode != 0:
        return Seen(BROKEN, f"the held pod was not admitted: {one_line(done.stderr)}")
    try:
        exchange(world, claim, volume, w.TEAM)
        release(world, name)
        return bound(world, name)
    finally:
        world.remove("pod", name, w.TEAM)
        world.remove("pod", "released-by", w.TEAM)


def with_gate(pod):
    pod["spec"]["schedulingGates"] = [{"name": "attack.example/wait"}]
    return pod


def open_gate(world, name):
    world.tenant.run("patch", "pod", name, "-n", w.TEAM, "--type=json", "-p", '[{"op": "remove", "path": "/spec/schedulingGates"}]')


def with_affinity(pod):
    term = {"labelSelector": {"matchLabels": {"release": "now"}}, "topologyKey": "kubernetes.io/hostname"}
    pod["spec"]["affinity"] = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    return pod


def bring_friend(world, _):
    friend = p.pod(labels={"release": "now"})
    friend["metadata"] |= {"name": "released-by", "namespace": w.TEAM}
    done = world.create(friend)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


def on_second_node(spec, world):
    """The files of the first node are verified and may be loaded there; those of the second one nobody has measured."""

    def measured():
        nodes = world.status("on-node", w.TEAM).get("nodes") or []
        return any(node["name"] == p.NODE and node.get("verdict") == "Verified" for node in nodes)

    wait_until("the first node's files to be verified", 60, measured)
    there = {"nodeSelector": {"kubernetes.io/hostname": p.NODE}}
    control = world.dry_run(world.named(p.served(name="on-node", **there)))
    if control:
        return Seen(BROKEN, f"refused on the first node too: {control}")
    made = world.named(p.served(name="on-node", tolerations=[{"operator": "Exists"}], **spec))
    name = made["metadata"]["name"]
    done = world.create(made)
    if done.returncode != 0:
        # That nothing was measured there is no passing state: this node has no kubelet.
        line = one_line(done.stderr)
        return Seen(REFUSED if re.search(POLICY, line) and f"on node {scene.SECOND_NODE}" in line else BROKEN, line)
    try:
        return bound(world, name)
    finally:
        world.remove("pod", name, w.TEAM)


def lost(status):
    """Why it is no longer Verified, or nothing."""
    return w.describe(status) if status.get("verdict") != "Verified" else ""


def alias(claim, other, world):
    """A writer through another volume on the same storage, from a namespace without a policy."""
    if not world.verdict(claim, w.TEAM, "Verified", 60):
        return Seen(BROKEN, f"{claim} is not Verified before: {w.describe(world.status(claim, w.TEAM))}")
    made = world.named(p.writer(other, f"{claim}/evil.bin" if other == "alias-parent" else "evil.bin"), w.OPEN)
    name = made["metadata"]["name"]
    done = world.create(made)
    if done.returncode != 0:
        return refusal(done.stderr, ["alias", claim, other])
    try:
        text = wait_until("the verdict to go", 12, lambda: lost(world.status(claim, w.TEAM)))
        return Seen(UNKNOWN if w.names(text, WRITER) else BROKEN, text)
    except TimedOutError:
        return Seen("Verified", f"{w.describe(world.status(claim, w.TEAM))}, while pod {name} may write to it")
    finally:
        world.remove("pod", name, w.OPEN)
        (world.folder(claim) / "evil.bin").unlink(missing_ok=True)


def denied_connection(sub, query, world):
    """kubectl asks for the pod first; the guard decides by name, before anybody looks whether the pod is there."""
    status, text, _ = world.tenant_api.request("POST", f"/api/v1/namespaces/{w.TEAM}/pods/oms-verify-mine/{sub}?{query}")
    return (
        refusal(json.loads(text).get("message", text), ["oms-verify-mine"], GUARD)
        if status == 403
        else Seen(ADMITTED, f"{status}: {text[:200]}")
    )


def written_status(world):
    """kubectl reads the status before it writes; the write alone is what counts."""
    status, text, _ = world.tenant_api.request(
        "PATCH",
        f"/apis/{r.GROUP}/namespaces/{w.TEAM}/modelsignatures/stranger/status",
        '{"status": {"verdict": "Verified"}}',
        "application/merge-patch+json",
    )
    words = ["modelsignatures/status", "status of"]
    return refusal(json.loads(text)["message"], words, f"{RBAC}|{GUARD}") if status == 403 else Seen(ADMITTED, f"{status}: {text[:200]}")


def forbidden(args, words, world):
    done = world.tenant.run(*args, check=False)
    return refusal(done.stderr, words, f"{RBAC}|{GUARD}") if done.returncode else Seen(ADMITTED, one_line(done.stdout))


def image_of_running_pod(world):
    """Started before the policy covers the namespace; its image is changed after that."""
    made = world.named(p.served(name="late-open"), w.LATE)
    name = made["metadata"]["name"]
    world.tenant.apply(made)
    world.admin.run("label", "namespace", w.LATE, "models=demo")
    try:

        def known():
            done = world.create(world.named(p.served(name="late-open"), w.LATE))
            return re.search(POLICY, done.stderr)

        wait_until("the policy to cover the namespace", 20, known)
        done = world.tenant.run("set", "image", f"pod/{name}", "-n", w.LATE, "server=localhost/pause:1", check=False)
        return refusal(done.stderr, ["late-open"], WEBHOOK) if done.returncode else Seen(ADMITTED, one_line(done.stdout))
    finally:
        world.admin.run("label", "namespace", w.LATE, "models-")
        for pod in world.admin.get("pods", namespace=w.LATE) or []:
            world.remove("pod", pod["metadata"]["name"], w.LATE)


def model_in_image(world):
    """What an image holds nobody sees; a policy can say which images may run."""
    if not world.schema_has("spec.requirements.images"):
        return Seen(ADMITTED, "a policy cannot say which images may run")
    ns = "attack-images"
    policy = world.shared["scene"].policy()
    policy["metadata"]["name"] = ns
    policy["spec"] |= {"match": {"namespaceSelector": {"matchLabels": {"attack": "images"}}}}
    policy["spec"]["requirements"]["images"] = ["registry.example/approved/*"]
    world.admin.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": ns, "labels": {"attack": "images"}}}, policy)
    world.shared["scene"].bind("tenant", w.TEAM, ns)
    pod = p.pod([], [p.container("server", image="registry.example/models/with-weights:1", command=["serve", "/opt/model"])])
    try:
        done = wait_until("the policy to be in force", 20, lambda: refused_or_none(world.create(world.named(pod, ns))))
        return refusal(done.stderr, ["image", "with-weights"])
    except TimedOutError:
        return Seen(ADMITTED, "an image that the policy does not name")
    finally:
        world.admin.delete("clustermodeltrustpolicy", ns)
        world.admin.delete("namespace", ns, wait=False)


def refused_or_none(done):
    return done if done.returncode else None


def part_of(function, *args):
    return functools.partial(function, *args)


ATTEMPTS = [
    Attempt("A2", "verdict of a model with content below .git", UNKNOWN, verdict_of("aside", "IgnoredContent", ".git")),
    Attempt("A2", "verdict of a model with content under the bundle's name", UNKNOWN, verdict_of("hidden", "IgnoredContent", "model.sig")),
    Attempt("A3", "link out and back in, relative", UNKNOWN, verdict_of("way-relative", "link", "alias.json")),
    Attempt("A3", "link to the path of the measuring Job", UNKNOWN, verdict_of("way-absolute", "link", "alias.json")),
    Attempt("A3", "folder that is a link out and back in", UNKNOWN, verdict_of("way-folder", "link", "copy")),
    Attempt("A4", "claim exchanged under a gated pod", REFUSED, part_of(gated, "swap-gate", "attack-evil-gate", with_gate, open_gate)),
    Attempt(
        "A4",
        "claim exchanged under a pod that waits for another",
        REFUSED,
        part_of(gated, "swap-affinity", "attack-evil-affinity", with_affinity, bring_friend),
    ),
    Attempt(
        "A4",
        "claim in use freed of its protection",
        REFUSED,
        part_of(
            forbidden,
            ["patch", "pvc", "good", "-n", w.TEAM, "--dry-run=server", "--type=merge", "-p", '{"metadata": {"finalizers": null}}'],
            ["kubernetes.io/pvc-protection", "good"],
        ),
    ),
    Attempt(
        "A8",
        "bundle with members that a server reads",
        UNKNOWN,
        verdict_of("twofold-outer", "member", "architectures", "auto_map", "BundleMalformed"),
    ),
    Attempt(
        "A8", "the same within the envelope", UNKNOWN, verdict_of("twofold-inner", "member", "architectures", "auto_map", "BundleMalformed")
    ),
    Attempt("A10", "a model in the image of the server", REFUSED, model_in_image),
    Attempt(
        "A11", "local volume, bound to a node that was not measured", REFUSED, part_of(on_second_node, {"nodeName": scene.SECOND_NODE})
    ),
    Attempt(
        "A11",
        "local volume, scheduled to a node that was not measured",
        REFUSED,
        part_of(on_second_node, {"nodeSelector": {"kubernetes.io/hostname": scene.SECOND_NODE}}),
    ),
    *[
        Attempt("A12", f"writer through a second volume: {what}", UNKNOWN, part_of(alias, f"aliased-{name}", f"alias-{name}"))
        for name, what in (("same", "the same host path"), ("parent", "a host path above"), ("local", "a local path"))
    ],
    Attempt("H", "exec into a measuring pod", REFUSED, part_of(denied_connection, "exec", "command=id&stdout=true")),
    Attempt("H", "attach to a measuring pod", REFUSED, part_of(denied_connection, "attach", "stdout=true")),
    Attempt("H", "label of the namespace", REFUSED, part_of(forbidden, ["label", "namespace", w.TEAM, "models-"], ["namespaces"])),
    Attempt("H", "status of a ModelSignature", REFUSED, written_status),
    Attempt(
        "H",
        "a policy of one's own",
        REFUSED,
        part_of(forbidden, ["delete", "clustermodeltrustpolicy", "attack"], ["clustermodeltrustpolicies"]),
    ),
    Attempt(
        "H",
        "the webhook configuration",
        REFUSED,
        part_of(forbidden, ["delete", "validatingwebhookconfiguration", "model-signature-webhook"], ["validatingwebhookconfigurations"]),
    ),
    Attempt("H", "image of a running pod", REFUSED, image_of_running_pod),
]
