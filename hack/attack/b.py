# SPDX-License-Identifier: Apache-2.0
"""B: believed without being earned."""

import datetime
import functools
import json
import time

import node
import pods as p
import resources as r
import world as w
from a_steps import WRITER
from attempt import ADMITTED, BROKEN, REFUSED, UNKNOWN, WEBHOOK, Attempt, Seen, one_line, refusal
from kube import TimedOutError, wait_until

DELAY = 60  # seconds until the writers write: later than the measurement they wait for
GRACE = 150
QUIET = 20  # seconds in which a measurement would have given a verdict
LATE = ("late-force", "late-evict", "late-deadline", "late-restart")
OPERATOR = "model-signature-operator"
ABSENCE = 35  # seconds; after 30 without an operator every model is looked at again


def start_writers(world):
    """Before a policy covers the namespace, four pods mount a claim each to write to it; then it is covered, and they go.

    Their containers stay: they ignore the request to end, their grace period is long, and the node is slow to end those that are
    deleted without one.
    """
    if "writers" in world.shared:
        return
    world.shared["writers"] = time.monotonic()
    for claim in LATE:
        deadline = {"activeDeadlineSeconds": 8} if claim == "late-deadline" else {}
        pod = p.writer(claim, "evil.bin", delay=DELAY, grace=GRACE, **deadline)
        pod["metadata"] |= {"name": f"writer-{claim}", "namespace": w.LATE}
        world.tenant.apply(pod)
    for claim in LATE:
        wait_until(f"the writer of {claim} to run", 60, lambda claim=claim: world.phase(f"writer-{claim}", w.LATE) in ("Running", "Failed"))
    world.shared["writers"] = time.monotonic()
    world.admin.run("label", "namespace", w.LATE, "models=demo")
    world.tenant.apply(p.signature("late-restart", w.LATE, "late-restart"))
    world.shared["writers recorded"] = told_of_writer(world, "late-restart")
    for claim in ("late-force", "late-restart", "late-evict"):
        node.hold(world.admin.get("pod", f"writer-{claim}", w.LATE)["metadata"]["uid"])
    for claim in ("late-force", "late-restart"):
        world.tenant.run("delete", "pod", f"writer-{claim}", "-n", w.LATE, "--grace-period=0", "--force")
    eviction = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": "writer-late-evict", "namespace": w.LATE},
        "deleteOptions": {"gracePeriodSeconds": 0},
    }
    status, text, _ = world.tenant_api.create(f"/api/v1/namespaces/{w.LATE}/pods/writer-late-evict/eviction", eviction)
    if status >= 300:
        raise RuntimeError(f"the eviction was refused: {text[:300]}")
    for claim in ("late-force", "late-evict"):
        world.tenant.apply(p.signature(claim, w.LATE, claim))


def told_of_writer(world, name):
    try:
        return wait_until("the writer to be seen", 20, lambda: w.names(w.describe(world.status(name, w.LATE)), WRITER))
    except TimedOutError:
        return False


def after_writer(claim, world):
    """The pod is gone from the API, its container is not."""
    start_writers(world)
    seen = world.stays_unverified(claim, w.LATE, QUIET, WRITER)
    if seen.outcome == UNKNOWN:
        return seen
    written = wrote(world, claim)
    return Seen(seen.outcome, f"{seen.text}; {written}")


def wrote(world, claim):
    """Whether the container was there after the verdict: it wrote, in its time."""
    left = DELAY + 15 - (time.monotonic() - world.shared["writers"])
    file = world.models.folder / claim / "evil.bin"
    try:
        wait_until("the writer to write", max(left, 1), file.exists)
        return f"and evil.bin came after it; now {world.status(claim, w.LATE).get('verdict')}"
    except TimedOutError:
        return "evil.bin did not come"


def past_deadline(world):
    """A pod that the kubelet ended by its deadline, while its container is still there."""
    start_writers(world)
    wait_until("the deadline to pass", 40, lambda: time.monotonic() - world.shared["writers"] > 9)
    world.tenant.apply(p.signature("late-deadline", w.LATE, "late-deadline"))
    seen = world.stays_unverified("late-deadline", w.LATE, 12, WRITER)
    if seen.outcome != UNKNOWN and "did not" in wrote(world, "late-deadline"):
        return Seen(BROKEN, "the container had ended: it wrote nothing")
    return Seen(seen.outcome, f"pod {world.phase('writer-late-deadline', w.LATE)}; {seen.text}")


def across_restart(world):
    """The same as force, but the operator that saw the pod is another one by now. What it saw is in the status."""
    start_writers(world)
    if not world.shared["writers recorded"]:
        return Seen(BROKEN, f"the writer was not seen while it was there: {w.describe(world.status('late-restart', w.LATE))}")
    for pod in world.admin.get("pods", namespace=r.SYSTEM, selector=f"app.kubernetes.io/name={OPERATOR}"):
        world.remove("pod", pod["metadata"]["name"], r.SYSTEM)
    world.ready(OPERATOR)
    return world.stays_unverified("late-restart", w.LATE, QUIET + 5, WRITER)


def clean(world):
    """Not an attempt: the namespace is without a policy again, the writers end."""
    node.release()
    world.admin.run("delete", "modelsignatures", "--all", "-n", w.LATE, "--wait=false", check=False)
    world.admin.run("label", "namespace", w.LATE, "models-")
    for claim in LATE:
        world.remove("pod", f"writer-{claim}", w.LATE)


def operator_replicas(world, count):
    world.admin.run("scale", f"deployment/{OPERATOR}", "-n", r.SYSTEM, f"--replicas={count}")
    if count:
        world.ready(OPERATOR)
    else:
        wait_until(
            "the operator to be gone",
            60,
            lambda: not world.admin.get("pods", namespace=r.SYSTEM, selector=f"app.kubernetes.io/name={OPERATOR}"),
        )


def create_served(world, claim, ns=w.ROTATE):
    made = world.named(p.served(name=claim), ns)
    done = world.create(made)
    if done.returncode == 0:
        world.remove("pod", made["metadata"]["name"], ns)
    return done


def rotated_while_away(world):
    """The key in the Secret is exchanged while no operator runs; the pod comes after staleAfter."""
    for claim in ("rotating", "away"):
        if not world.verdict(claim, w.ROTATE, "Verified", 60):
            return Seen(BROKEN, f"{claim} is not Verified before: {w.describe(world.status(claim, w.ROTATE))}")
    operator_replicas(world, 0)
    world.shared["away since"] = time.monotonic()
    world.admin.apply(world.shared["scene"].rotating_secret("untrusted"))
    write_while_away(world)
    time_passes(world)
    end = time.monotonic() + 10
    while time.monotonic() < end:
        done = create_served(world, "rotating")
        if done.returncode != 0:
            return refusal(done.stderr, ["stale"], WEBHOOK)
        time.sleep(1)
    return Seen(ADMITTED, "by the verdict of a key that is no longer trusted")


def time_passes(world):
    """Sets the operator's last sign of life back by more than staleAfter, in place of minutes of waiting.

    Only the operator may write the status, and none runs: its account is borrowed.
    """
    if not world.schema_has("status.checkedAt"):
        return
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=6)
    status = {"status": {"checkedAt": before.strftime("%Y-%m-%dT%H:%M:%SZ")}}
    account = f"system:serviceaccount:{r.SYSTEM}:{OPERATOR}"
    # kubectl reads before it patches, which the operator never does.
    world.admin.run("create", "clusterrole", "attack-reads-status", "--verb=get", "--resource=clustermodeltrustpolicies/status")
    world.admin.run("create", "clusterrolebinding", "attack-reads-status", "--clusterrole=attack-reads-status", f"--user={account}")
    patch = ["patch", "clustermodeltrustpolicy", "attack-rotate", "--subresource=status", "--type=merge", "-p", json.dumps(status)]
    try:
        wait_until("the status to be set back", 20, lambda: world.admin.run(*patch, f"--as={account}", check=False).returncode == 0)
    finally:
        world.admin.run("delete", "clusterrolebinding,clusterrole", "attack-reads-status")


def write_while_away(world):
    """For a moment no policy covers the namespace, and somebody writes to the claim."""
    world.admin.run("label", "namespace", w.ROTATE, "models-")
    pod = p.writer("away", "evil.bin")
    pod["metadata"] |= {"name": "writer-away", "namespace": w.ROTATE}
    done = wait_until("the namespace to be free", 20, lambda: done_or_none(world.create(pod)))
    file = world.models.folder / "away" / "evil.bin"
    wait_until("the writer to write", 40, file.exists)
    world.tenant.run("delete", "pod", "writer-away", "-n", w.ROTATE, "--grace-period=0", "--force")
    world.admin.run("label", "namespace", w.ROTATE, "models=rotate")
    return done


def done_or_none(done):
    return done if done.returncode == 0 else None


def rotated_is_seen(world):
    """The operator is back after more than an ordinary restart takes: the exchanged key counts."""
    gone = world.shared["away since"]
    wait_until("the absence to be a long one", ABSENCE + 10, lambda: time.monotonic() - gone > ABSENCE)
    operator_replicas(world, 1)
    try:
        wait_until("the verdict of the old key to go", 40, lambda: world.status("rotating", w.ROTATE).get("verdict") != "Verified")
    except TimedOutError:
        return Seen("Verified", w.describe(world.status("rotating", w.ROTATE)))
    done = create_served(world, "rotating")
    return refusal(done.stderr, ["rotating"], WEBHOOK) if done.returncode else Seen(ADMITTED, one_line(done.stdout))


def written_while_away(world):
    """With the right key again, the claim that was written to must not be Verified."""
    world.admin.apply(world.shared["scene"].rotating_secret("trusted"))
    if not world.verdict("rotating", w.ROTATE, "Verified", 60):
        return Seen(BROKEN, f"rotating is not Verified again: {w.describe(world.status('rotating', w.ROTATE))}")
    # The other key's verdict is no answer; that of the right one stands until the metadata has been compared.
    wait_until("the right key to count for the other claim", 60,
               lambda: world.status("away", w.ROTATE).get("reason") != "SignerUntrusted")
    try:
        wait_until("the verdict of before to go", 90, lambda: world.status("away", w.ROTATE).get("verdict") != "Verified")
    except TimedOutError:
        return Seen("Verified", w.describe(world.status("away", w.ROTATE)))
    return world.settles_unverified("away", w.ROTATE, 60, [*WRITER, "evil.bin", "ContentMismatch"])


def of(function, *args):
    return functools.partial(function, *args)


ATTEMPTS = [
    Attempt("B1", "writer deleted by force while its container writes on", UNKNOWN, of(after_writer, "late-force")),
    Attempt("B1", "writer evicted without a grace period", UNKNOWN, of(after_writer, "late-evict")),
    Attempt("B2", "writer past its deadline, its container not ended", UNKNOWN, past_deadline),
    Attempt("B1", "writer deleted by force, the operator restarted", UNKNOWN, across_restart),
    Attempt("B3", "key exchanged while the operator is away", REFUSED, rotated_while_away),
    Attempt("B3", "key exchanged, and the operator is back", REFUSED, rotated_is_seen),
    Attempt("B3", "claim written to while the operator was away", UNKNOWN, written_while_away),
]
