# SPDX-License-Identifier: Apache-2.0
"""What the webhook adds to the creation of a pod, and how many pods a second pass it."""

import json
import statistics
import subprocess

import scene
import webhooks

# Reviews of a fresh process, by their number.
WINDOWS = ((1, 100), (101, 300), (301, 1000))
LATER, WARM = 2.0, 1.3
THROUGHPUT, TAIL = 0.7, 2.0


def load(context, cluster, **plan):
    """Runs the load generator; returns by variant what it has measured."""
    given = {
        "server": cluster.url, "authority": str(cluster.file("ca.crt")), "certificate": str(cluster.file("admin.crt")),
        "key": str(cluster.file("admin.key")), **plan,
    }
    done = subprocess.run([context.tools, "load"], input=json.dumps(given), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"error: {done.stderr}")
    return json.loads(done.stdout)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def turns(context, cluster, count):
    """Bare, no-op twice, admitted and refused, in turns: after each turn both webhooks have had two more reviews."""
    order = ("bare", "noop", "admitted", "noop", "refused")
    return load(context, cluster, variants=[scene.VARIANTS[name] for name in order], turns=count)


def added(report, found, first, last, bar, label):
    """Milliseconds over a creation without webhook, in a window of reviews."""
    bare = statistics.median(found["bare"]["microseconds"][(first - 1) // 2 : last // 2])
    noop = statistics.median(found["noop"]["microseconds"][first - 1 : last]) - bare
    for kind in ("admitted", "refused"):
        ours = statistics.median(found[kind]["microseconds"][(first - 1) // 2 : last // 2]) - bare
        report.ratio(f"added ms, {kind}, {label}", ours / 1000, noop / 1000, bar)


def throughput(context, cluster, report, clients, tail=False):
    variants = [scene.VARIANTS[name] for name in ("bare", "noop", "admitted", "refused")]
    rounds, milliseconds = (2, 500) if context.quick else (3, 1000)
    found = load(context, cluster, variants=variants, clients=clients, milliseconds=milliseconds, rounds=rounds)
    rate = {name: len(one["microseconds"]) / one["seconds"] for name, one in found.items()}
    for kind in ("admitted", "refused"):
        report.ratio(f"pods a second, {kind}, {clients} clients", rate[kind], rate["noop"], THROUGHPUT, at_least=True)
        if tail:
            ours = percentile(found[kind]["microseconds"], 0.99) / 1000
            noop = percentile(found["noop"]["microseconds"], 0.99) / 1000
            report.ratio(f"p99 ms, {kind}, {clients} clients", ours, noop, TAIL)


def run(context, report):
    """The scenario `pods`: each run has fresh webhooks on one API server."""
    cluster = context.cluster()
    scene.namespaces(cluster)
    scene.models(context, cluster)
    token = webhooks.install_rights(cluster)
    for _ in range(context.runs):
        noop, ours = webhooks.Noop(cluster, context.tools), webhooks.Ours(cluster, context.program, token)
        try:
            report.figure("seconds from start to ready", ours.await_ready(), 10.0)
            webhooks.register(cluster, "noop", f"https://127.0.0.1:{noop.port}/", scene.NOOP)
            webhooks.register(cluster, "ours", f"https://127.0.0.1:{ours.port}/admission/{scene.OURS}", scene.OURS)
            await_registration(context, cluster)
            found = turns(context, cluster, WINDOWS[-1][1] // 2)
            for first, last in WINDOWS:
                added(report, found, first, last, LATER if first > 1 else float("inf"), f"review {first}-{last}")
            for clients in (4, 20, 100):
                throughput(context, cluster, report, clients, tail=clients == 4)
            while_cold(context, cluster)
            added(report, turns(context, cluster, 300), 1, 600, WARM, "warm")
            context.note(f"webhook: {ours.process.resident_mib():.0f} MiB, {ours.process.cpu_seconds():.1f} s CPU")
        finally:
            ours.stop()
            noop.stop()


def await_registration(context, cluster):
    """Entries hold a moment after they are written; nothing of this run has a review before that but what this asks."""
    last = []
    try:
        context.wait("the entry to be in force", 30, lambda: is_refused(context, cluster, last))
    except SystemExit as gave_up:
        raise SystemExit(f"{gave_up}\n{''.join(last)}") from None


def is_refused(context, cluster, last):
    try:
        load(context, cluster, variants=[scene.VARIANTS["refused"]], turns=1)
    except SystemExit as error:
        last[:] = [str(error)]
        return False
    return True


def while_cold(context, cluster):
    """Reviews up to 5,000 of a process, if the rounds before were not as many."""
    load(context, cluster, variants=[scene.VARIANTS["admitted"], scene.VARIANTS["noop"]], clients=4,
         milliseconds=500 if context.quick else 2000, rounds=1)
