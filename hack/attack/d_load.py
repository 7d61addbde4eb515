# SPDX-License-Identifier: Apache-2.0
"""D: taken down by one tenant, for everybody. By load, against the deployed memory limits."""

import concurrent.futures
import functools
import json

import endure
import pods as p
import resources as r
import world as w
from attempt import SURVIVED, Attempt, Seen, one_line
from kube import say


def many_claims(count):
    """Claims and emptyDirs, all of them in two containers."""
    claims = [p.claim("good", f"claim-{n}") for n in range(count)]
    empties = [p.empty(f"empty-{n}") for n in range(count)]
    mounts = [p.mount(v["name"], f"/m/{v['name']}") for v in (*claims, *empties)]
    return p.pod([*claims, *empties], [p.container("one", mounts), p.container("two", mounts)])


def many_paths(count):
    """One claim, mounted at many of its folders."""
    mounts = [p.mount("model", f"/m/{n}", sub=f"part/{n}") for n in range(count)]
    return p.pod([p.claim("good")], [p.container("one", mounts), p.container("two", mounts)])


def many_containers(count):
    volumes = [p.empty(f"empty-{n}") for n in range(10)]
    mounts = [p.mount(v["name"], f"/m/{v['name']}") for v in volumes]
    return p.pod(
        [p.claim("good"), *volumes],
        [p.container("server", [p.mount("model", p.MODEL)])],
        [p.container(f"init-{n}", mounts) for n in range(count)],
    )


def nested_paths(depth):
    """Mounts below mounts below mounts."""
    volumes = [p.claim("good", f"claim-{n}") for n in range(depth)]
    mounts = [p.mount(v["name"], "/m" + "/d" * n) for n, v in enumerate(volumes, 1)]
    return p.pod(volumes, [p.container("one", mounts), p.container("two", mounts)])


def long_command(*words):
    """A server of a verified claim whose command says much."""
    return p.served(server={"command": ["vllm", "serve", p.MODEL, *words]})


def many_prefixes(prefixes, references):
    """Variables that any of many ConfigMaps may set, and a script that refers to many."""
    sources = [{"prefix": f"P{n}", "configMapRef": {"name": "overlay", "optional": True}} for n in range(prefixes)]
    return p.served(server={"command": ["sh", "-c", "vllm serve " + "$a" * references], "envFrom": sources})


def big_request(pod, world):
    """One request: its decision may not take much longer than storing the same pod where no policy is."""
    path = "/api/v1/namespaces/{}/pods?dryRun=All"
    body = json.dumps(world.named(pod) | {})
    size = len(body)

    def seconds(ns):
        status, text, took = world.tenant_api.create(path.format(ns), body.replace(f'"namespace": "{w.TEAM}"', f'"namespace": "{ns}"'))
        return status, one_line(text)[-200:], took

    def act():
        elsewhere = seconds(w.OPEN)
        here = seconds(w.TEAM)
        text = f"{size >> 10} KiB: {here[2]:.2f} s where it is judged ({here[0]}), {elsewhere[2]:.2f} s where it is not ({elsewhere[0]})"
        if elsewhere[0] not in (201, 403):
            raise RuntimeError(f"the pod itself is refused: {elsewhere[1]}")
        if "failed calling webhook" in here[1] or here[2] > 3 * elsewhere[2] + 0.5:
            world.shared["slow"] = f"{text}: {here[1]}"
        return text

    world.shared.pop("slow", None)
    seen = endure.endure(world, act, lambda: None)
    slow = world.shared.pop("slow", None)
    return Seen("slow", f"{slow}; {seen.text}") if slow and seen.outcome == SURVIVED else seen


def padded(kib):
    return p.pod([p.claim("unsigned")], [p.container("server", [p.mount("model", p.MODEL)], command=["serve", "x" * (kib << 10)])])


def missing_claims(count):
    """Claims that are nowhere, each of which the webhook might ask the API server for."""
    return p.pod([p.claim(f"missing-{n}", f"claim-{n}") for n in range(count)], [p.container("server", [p.mount("claim-0", p.MODEL)])])


def flood(ns, made, threads, count, world):
    """Many costly reviews at once. What is compared with: ConfigMaps as large, which no webhook of ours sees."""
    pod = json.dumps(world.named(made, ns))
    text = "x" * len(pod)
    pods = (f"/api/v1/namespaces/{ns}/pods?dryRun=All", pod)
    plain = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "attack-flood", "namespace": ns}, "data": {"text": text}}
    maps = (f"/api/v1/namespaces/{ns}/configmaps?dryRun=All", json.dumps(plain))

    def act():
        return endure.answers(world.tenant_api.flood([pods] * count, threads))

    return endure.endure(world, act, lambda: None, compare=lambda: world.tenant_api.flood([maps] * count, threads))


MOST = (1 << 20) - 4096  # bytes of data in a ConfigMap, somewhat less than it may have


def alike(thing):
    """A request to create what is as large as an object, and is no business of ours.

    For a pod that is a template of it; for anything else a ConfigMap.
    """
    copied = {name: thing["metadata"].get(name) for name in ("name", "namespace", "labels")}
    base = f"/api/v1/namespaces/{copied['namespace']}"
    if thing["kind"] == "Pod":
        template = {"metadata": {}, "spec": thing["spec"]}
        return f"{base}/podtemplates", {"apiVersion": "v1", "kind": "PodTemplate", "metadata": copied, "template": template}
    plain = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": copied, "data": {"spec": json.dumps(thing["spec"])[:MOST]}}
    return f"{base}/configmaps", plain


def objects(kind, count, make, world):
    """Many large objects of the tenant; then all processes start again with them there.

    What is compared with: as many others as large, which are no business of ours.
    """
    things = [make(f"large-{number}") for number in range(count)]
    names, ns = [thing["metadata"]["name"] for thing in things], things[0]["metadata"]["namespace"]
    version = things[0]["apiVersion"]
    path = f"{'/apis/' if '/' in version else '/api/'}{version}/namespaces/{ns}"

    def compare():
        found = world.tenant_api.flood([alike(thing) for thing in things], 4)
        if any(status != 201 for status, _, _ in found):
            raise RuntimeError(f"as many others: {endure.answers(found)}")

    def act():
        found = world.tenant_api.flood([(f"{path}/{kind}", thing) for thing in things], 4)
        text = f"{count} {kind}: {endure.answers(found)}"
        if not any(status == 201 for status, _, _ in found) and not all(status in (400, 403, 413, 422, 429) for status, _, _ in found):
            raise RuntimeError(text)
        return text

    def clean():
        say("  deleting them")
        world.admin.run("delete", f"{kind},configmaps,podtemplates", *names, "-n", ns, "--ignore-not-found", "--wait=false")

    return endure.endure(world, act, clean, compare=compare, restart=True, memory=60 << 20)


def large_pod(volumes, containers, name):
    """A pod that no scheduler looks at, of claims with long names and of containers that mount them."""
    claims = [{"name": f"v-{n}", "persistentVolumeClaim": {"claimName": f"{'c' * 200}-{n}"}} for n in range(volumes)]
    mounts = [{"name": f"v-{n % volumes}", "mountPath": f"/m/{'d' * 100}/{n}"} for n in range(2)]
    made = [{"name": f"c-{n}", "image": p.READER, "volumeMounts": mounts} for n in range(containers)]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": w.OPEN},
        "spec": {"schedulerName": "nobody", "volumes": claims, "containers": made},
    }


def elsewhere(number, volumes=512):
    """A pod on a node that is not there, which may write to claims that are not there either, all of its own."""
    claims = [p.claim(f"{'c' * 240}-{number}-{n}", f"v-{n}") for n in range(volumes)]
    mounts = [p.mount(claim["name"], f"/m/{claim['name']}", read_only=False) for claim in claims]
    made = p.pod(claims, [p.container("one", mounts)], nodeName="nowhere")
    made["metadata"] |= {"name": f"elsewhere-{number}", "namespace": w.OPEN}
    return made


def come_and_go(count, world):
    """Pods are made and deleted by force, again and again; what is remembered of their writes has to have a bound.

    What is compared with: as many templates of them, which come and go.
    """

    def once(collection, thing):
        made = world.tenant_api.create(collection, thing)
        deleted = f"{collection}/{thing['metadata']['name']}?gracePeriodSeconds=0&propagationPolicy=Background"
        return made if made[0] != 201 else world.tenant_api.request("DELETE", deleted)

    def every(what, make):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda number: once(*make(number)), range(count)))
        text = f"{count} {what} made and deleted: {endure.answers(found)}"
        if any(status != 200 for status, _, _ in found):
            raise RuntimeError(text)
        return text

    return endure.endure(
        world,
        lambda: every("pods", lambda number: (f"/api/v1/namespaces/{w.OPEN}/pods", elsewhere(number))),
        lambda: None,
        compare=lambda: every("others", lambda number: alike(elsewhere(number))),
    )


def large_bundle(name):
    bundle = '{"mediaType": "' + "x" * ((1 << 20) - 100) + '"}'
    return p.signature(name, w.TEAM, "not-there", {"inline": {"bundle": bundle}})


def large_labels(found):
    prefix = "p" * 61 + "." + "q" * 61 + "." + "r" * 61 + "." + "s" * 61
    found["metadata"]["labels"] |= {f"{prefix}/{number:063d}": "v" * 63 for number in range(1800)}
    return found


def labelled_signature(name):
    return large_labels(p.signature(name, w.TEAM, "not-there"))


def labelled_job(name):
    return large_labels(
        {
            "apiVersion": r.GROUP,
            "kind": "ModelSigningJob",
            "metadata": {"name": name, "namespace": w.TEAM, "labels": {}},
            "spec": {"source": {"persistentVolumeClaim": {"claimName": "not-there"}}, "signer": {"secretName": "none"}},
        }
    )


def of(function, *args):
    return functools.partial(endure.attempt, functools.partial(function, *args))


ATTEMPTS = [
    Attempt("D2", "250 claims and 250 emptyDirs in two containers", SURVIVED, of(big_request, many_claims(250))),
    Attempt("D2", "one claim at 1,000 paths in two containers", SURVIVED, of(big_request, many_paths(1000))),
    Attempt("D2", "200 init containers", SURVIVED, of(big_request, many_containers(200))),
    Attempt("D2", "200 mounts below each other", SURVIVED, of(big_request, nested_paths(200))),
    Attempt("D2", "20,000 arguments", SURVIVED, of(big_request, long_command(*[f"--lora-modules=x{n}=org/x{n}" for n in range(20_000)]))),
    Attempt("D2", "one argument of 1 MB", SURVIVED, of(big_request, long_command("--model " + "s3://" + "a/" * 500_000))),
    Attempt("D2", "4,000 sources of variables and 400,000 references", SURVIVED, of(big_request, many_prefixes(4_000, 400_000))),
    Attempt("D3", "16 reviews of 2.9 MB at once, no policy", SURVIVED, of(flood, w.OPEN, padded(2800), 16, 48)),
    Attempt("D3", "16 reviews of 2.9 MB at once, under the policy", SURVIVED, of(flood, w.TEAM, padded(2800), 16, 48)),
    Attempt("D3", "64 reviews of 256 KiB at once", SURVIVED, of(flood, w.TEAM, padded(256), 64, 192)),
    Attempt("D3", "200 pods of 255 claims that are nowhere at once", SURVIVED, of(flood, w.TEAM, missing_claims(255), 200, 400)),
    Attempt("D4", "110 ModelSignatures with 1,800 labels each", SURVIVED, of(objects, "modelsignatures", 110, labelled_signature)),
    Attempt("D4", "120 ModelSignatures with 1 MiB inline bundles", SURVIVED, of(objects, "modelsignatures", 120, large_bundle)),
    Attempt("D4", "110 ModelSigningJobs with 1,800 labels each", SURVIVED, of(objects, "modelsigningjobs", 110, labelled_job)),
    Attempt("D4", "120 pods of 3,000 volumes each", SURVIVED, of(objects, "pods", 120, functools.partial(large_pod, 3000, 1))),
    Attempt(
        "D4",
        "120 pods of 500 volumes and 1,000 containers",
        SURVIVED,
        of(objects, "pods", 120, functools.partial(large_pod, 500, 1000)),
    ),
    Attempt("D4", "600 pods of 512 claims on a node that is not there, deleted by force", SURVIVED, of(come_and_go, 600)),
]
