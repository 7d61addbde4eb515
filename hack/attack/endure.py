# SPDX-License-Identifier: Apache-2.0
"""D: what one tenant does must not be felt by others. How that is looked at, and put right again."""

import dataclasses
import json
import time

import node
import pods as p
import resources as r
import world as w
from attempt import BROKEN, SURVIVED, Seen, one_line
from kube import TimedOutError, say, wait_until

AWAKE = 15  # seconds in which the operator has something to say to a new ModelSignature
SLOWER = 3  # times, while it lasts
FLOOR = 0.05  # seconds: below that, times say more about the machine
PROCESSES = ("model-signature-operator", "model-signature-webhook")


@dataclasses.dataclass(frozen=True)
class Look:
    """harm is what was not survived, slow what was felt elsewhere, text what people read."""

    harm: list
    slow: list
    text: str


def endure(world, act, clean, **options):
    """Acts, looks on from another namespace meanwhile and afterwards, cleans up, and looks again: twice when others were slow.

    The machine has its own ups and downs; what comes of the attempt comes again.
    """
    found = look(world, act, clean, **options)
    if found.slow and not found.harm:
        say(f"  once more: {'; '.join(found.slow)}")
        found = look(world, act, clean, **options)
    harm = found.harm + found.slow
    if not harm:
        world.shared["after"] = ""
        return Seen(SURVIVED, found.text)
    later = blind(world)
    world.shared["after"] = "; ".join(later)
    heal(world)
    return Seen("harmed", f"{'; '.join(harm)}; once cleaned up: {'; '.join(later) or 'awake'}; {found.text}")


def look(world, act, clean, *, compare=None, restart=False, memory=None):
    """compare does the same work to the API server without a question to the webhook: what it costs is not ours."""
    before, unready = world.processes()
    if unready:
        raise RuntimeError(f"not ready before: {', '.join(unready)}")
    usual = median_during(world, compare or (lambda: time.sleep(2)))
    rss = resident(world)
    harm, told, grown = [], "", 0
    try:
        with world.sampler() as during:
            told = act() or ""
            time.sleep(1)
        harm += processes(world, before)
        harm += blind(world)
        grown = resident(world) - rss
        if memory and grown > memory:
            harm.append(f"the webhook's resident memory grew by {grown >> 20} MiB")
        if restart and not harm:
            harm += restarted(world)
    finally:
        clean()
    # The slower of before and after is the usual.
    usual = max(usual, still(world))
    harm += refused(during)
    slowest = max(during.seconds, default=0)
    text = (
        f"{told}; a good pod elsewhere took {usual * 1000:.0f} ms otherwise, {during.median * 1000:.0f} ms during "
        f"(factor {during.median / usual:.1f}, at most {slowest * 1000:.0f} ms, "
        f"{len(during.seconds)} pods); webhook {grown / 2**20:+.0f} MiB"
    )
    return Look(harm, slower(during, usual), text)


def still(world):
    """The median once it is over, or 0 when pods are still refused, which is harm that others report."""
    with world.sampler() as after:
        time.sleep(2)
    return 0 if after.refusals else after.median


def median_during(world, work):
    with world.sampler() as usual:
        work()
    if usual.refusals:
        raise RuntimeError(f"a good pod is refused before: {usual.refusals[0]}")
    return usual.median


def refused(during):
    if not during.refusals:
        return []
    return [f"{len(during.refusals)} of {len(during.seconds)} good pods elsewhere not admitted ({during.refusals[0]})"]


def slower(during, usual):
    return [f"good pods elsewhere {during.median / usual:.1f} times slower"] if during.median > max(SLOWER * usual, FLOOR) else []


def processes(world, before):
    now, unready = world.processes()
    found = [f"{name} restarted {count - before.get(name, 0)} times" for name, count in now.items() if count > before.get(name, 0)]
    return found + [f"{name} is not ready" for name in unready]


def blind(world):
    """Whether the operator looks at a new ModelSignature elsewhere, and the webhook judges a good and a bad pod there."""
    found = []
    name = f"awake-{next(world.numbers)}"
    world.admin.apply(p.signature(name, w.OTHER, "not-there"))
    try:
        wait_until("the operator to look at a new ModelSignature", AWAKE, lambda: world.status(name, w.OTHER).get("verdict"))
    except TimedOutError:
        found.append(f"a new ModelSignature elsewhere has no status after {AWAKE} s")
    finally:
        world.admin.run("delete", "modelsignature", name, "-n", w.OTHER, "--wait=false", check=False)
    return found + unjudged(world)


def unjudged(world):
    refusal = world.admits_good(w.OTHER, "other-good")
    found = [f"a good pod elsewhere is refused: {refusal[:200]}"] if refusal else []
    wrong = world.refuses_bad(w.OTHER)
    return found + ([f"a bad pod elsewhere: {wrong[:200]}"] if wrong else [])


def restarted(world):
    """All processes start again, as an upgrade or a drained node does it: they have to live with what is there."""
    before, _ = world.processes()
    for name in before:
        world.remove("pod", name, r.SYSTEM)
    found = []
    for deployment in PROCESSES:
        try:
            world.ready(deployment, 90)
        except TimedOutError:
            now, _ = world.processes()
            found.append(f"{deployment} does not come up again (restarts: {json.dumps(now)})")
    return found or blind(world)


def heal(world):
    """The administrator's help, so that the next attempt finds a whole cluster."""
    say("  healing: operator and webhook start again")
    for name in world.processes()[0]:
        world.remove("pod", name, r.SYSTEM)
    for deployment in PROCESSES:
        world.ready(deployment)
    wait_until("all to be well again", 60, lambda: not blind(world))


def resident(world):
    """Bytes of the bigger webhook process; the kubelet's own numbers are seconds old."""
    pods = world.admin.get("pods", namespace=r.SYSTEM, selector="app.kubernetes.io/name=model-signature-webhook") or []
    found = [node.resident(pid) for pod in pods for pid in node.processes(pod["metadata"]["uid"])]
    if not found:
        raise RuntimeError("no process of the webhook was found")
    return max(found)


def answers(found):
    """What a flood was told, counted by status."""
    counted = {}
    for status, text, _ in found:
        counted.setdefault(status, [0, text])[0] += 1
    return ", ".join(
        f"{count} times {status} ({one_line(text)[-120:]})" if status >= 400 or not status else f"{count} times {status}"
        for status, (count, text) in counted.items()
    )


def attempt(action, world):
    """An attempt that could not be made is not one that was survived."""
    try:
        return action(world)
    except (RuntimeError, TimedOutError) as failure:
        try:
            if blind(world):
                heal(world)
        except TimedOutError as late:
            return Seen(BROKEN, f"{one_line(str(failure))}; and it does not heal: {late}")
        return Seen(BROKEN, one_line(str(failure)))
