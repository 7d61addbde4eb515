# SPDX-License-Identifier: Apache-2.0
"""A: served without being verified. Here what one pod shows; what takes several steps is in a_steps.py."""

import functools

import pods as p
from attempt import REFUSED, Attempt


def of_pod(kind, name, pod, *words, **options):
    """The pod must be refused by our policy in a message that names one of the words."""
    return Attempt(kind, name, REFUSED, functools.partial(_try, pod, words, options))


def _try(pod, words, options, world):
    return world.try_pod(pod, words, **options)


def projected(volume, *sources):
    return {"name": volume, "projected": {"sources": list(sources)}}


OVER = "overlay-volume"
SECRET = {"name": OVER, "secret": {"secretName": "overlay"}}
LABELS = {"name": OVER, "downwardAPI": {"items": [{"path": "config.json", "fieldRef": {"fieldPath": "metadata.labels"}}]}}
FROM_MAP = projected(OVER, {"configMap": {"name": "overlay"}})
FROM_BOTH = projected(OVER, {"secret": {"name": "overlay"}}, {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}})


def over(volume, path, sub=None):
    return p.served([volume], [p.mount(OVER, path, sub=sub)])


def alone(volume, path):
    return p.pod([volume], [p.container(mounts=[p.mount(OVER, path)])])


A1 = [
    of_pod("A1", "ConfigMap over config.json", over(p.config_map(OVER), f"{p.MODEL}/config.json", "config.json"), OVER, "config.json"),
    of_pod("A1", "Secret over tokenizer.json", over(SECRET, f"{p.MODEL}/tokenizer.json", "tokenizer.json"), OVER, "tokenizer.json"),
    of_pod("A1", "projected ConfigMap in a folder of the model", over(FROM_MAP, f"{p.MODEL}/adapters"), OVER, "adapters"),
    of_pod("A1", "downward API in a folder of the model", over(LABELS, f"{p.MODEL}/labels"), OVER, f"{p.MODEL}/labels"),
    of_pod("A1", "emptyDir in a folder of the model", over(p.empty(OVER), f"{p.MODEL}/cache"), OVER, f"{p.MODEL}/cache"),
    of_pod("A1", "ConfigMap over the whole model", p.served([p.config_map(OVER)], [p.mount(OVER, p.MODEL + "/.")]), OVER, p.MODEL),
    of_pod("A1", "a model out of a ConfigMap", alone(p.config_map(OVER), p.MODEL), OVER, p.MODEL),
    of_pod("A1", "a model out of a Secret", alone(SECRET, "/models/llama"), OVER, "/models/llama"),
    of_pod("A1", "a model out of a projected volume", alone(FROM_BOTH, "/model-store"), OVER, "/model-store"),
    of_pod(
        "A1",
        "the file of the last message over config.json",
        p.served(server={"terminationMessagePath": f"{p.MODEL}/config.json"}),
        "terminationMessagePath",
    ),
    of_pod(
        "A1",
        "image volume in a folder of the model",
        over({"name": OVER, "image": {"reference": "localhost/model@sha256:" + "0" * 64}}, f"{p.MODEL}/lora"),
        OVER,
    ),
]


def part(sub, path=p.MODEL, name="good"):
    return p.pod([p.claim(name)], [p.container(mounts=[p.mount("model", path, sub=sub)])])


A2 = [
    of_pod("A2", "subPath .git", part(".git"), ".git"),
    of_pod("A2", "subPath below .git", part(".git/objects", name="aside"), ".git", "aside"),
    of_pod("A2", "subPath .github", part(".github"), ".github"),
    of_pod("A2", "the bundle file as a weights file", part("model.sig", f"{p.MODEL}/weights.bin"), "model.sig"),
    of_pod("A2", "a folder under the name of the bundle", part("model.sig", name="hidden"), "model.sig", "hidden"),
    of_pod("A2", "subPath .gitattributes", part(".gitattributes", f"{p.MODEL}/config.json"), ".gitattributes"),
]

SHARED = "shared-volume"


def filled(path, *, main=None, sidecar=False, two=False, volume=SHARED):
    """An emptyDir that one container writes and another loads."""
    fill = p.container("fill", [p.mount(volume, "/out", read_only=False)])
    load = p.container("server", [p.mount(volume, path, sub=main)])
    if two:
        return p.pod([p.empty(volume)], [fill, load])
    return p.pod([p.empty(volume)], [load], [fill | ({"restartPolicy": "Always"} if sidecar else {})])


A5 = [
    of_pod("A5", "filled emptyDir at an unusual path", filled("/srv/weights"), SHARED),
    of_pod("A5", "filled emptyDir at an unusual path, by subPath", filled("/workspace", main="llama"), SHARED),
    of_pod("A5", "emptyDir filled by a native sidecar", filled("/weights", sidecar=True), SHARED),
    of_pod("A5", "emptyDir filled by a second container", filled("/opt/model", two=True), SHARED),
    of_pod("A5", "filled emptyDir, the path doubled and dotted", filled("//mnt/./models//"), SHARED),
    of_pod("A5", "filled emptyDir, the path through ..", filled("/srv/x/../../mnt/models"), SHARED, ".."),
    of_pod("A5", "filled emptyDir, the path relative", filled("mnt/models"), SHARED),
    of_pod(
        "A5",
        "loaded by a native sidecar, not by a container",
        p.pod(
            [p.empty(SHARED)],
            [p.container("idle")],
            [
                p.container("fill", [p.mount(SHARED, "/out", read_only=False)]),
                p.container("server", [p.mount(SHARED, p.MODEL)], restartPolicy="Always"),
            ],
        ),
        SHARED,
    ),
    of_pod(
        "A5",
        "ConfigMap over config.json, the path doubled",
        over(p.config_map(OVER), f"{p.MODEL}//config.json", "config.json"),
        OVER,
        "config.json",
    ),
    of_pod(
        "A5",
        "ConfigMap over config.json, the path through ..",
        over(p.config_map(OVER), f"{p.MODEL}/part/../config.json", "config.json"),
        OVER,
        "..",
    ),
    of_pod(
        "A5",
        "overlay in a native sidecar that serves",
        p.pod(
            [p.claim("good"), p.config_map(OVER)],
            [p.container("idle")],
            [
                p.container(
                    "server",
                    [p.mount("model", p.MODEL), p.mount(OVER, f"{p.MODEL}/config.json", sub="config.json")],
                    restartPolicy="Always",
                )
            ],
        ),
        OVER,
        "config.json",
    ),
]


def able(*capabilities, **security):
    context = security | ({"capabilities": {"add": list(capabilities)}} if capabilities else {})
    return p.served(server={"securityContext": context})


A6 = [
    of_pod("A6", "privileged server", able(privileged=True), "privileged"),
    *[
        of_pod("A6", f"capability {name}", able(name), name, "capabilit")
        for name in ("SYS_ADMIN", "ALL", "SYS_MODULE", "SYS_RAWIO", "CAP_SYS_ADMIN", "DAC_READ_SEARCH")
    ],
    of_pod("A6", "unmasked /proc", p.served(server={"securityContext": {"procMount": "Unmasked"}}, hostUsers=False), "procMount", "proc"),
    of_pod("A6", "process namespace of the host", p.served(hostPID=True), "hostPID", "process"),
    of_pod(
        "A6",
        "privileged init container",
        p.served(init=[p.container("prepare", securityContext={"privileged": True})]),
        "privileged",
        "prepare",
    ),
    of_pod(
        "A6",
        "privileged neighbour without a mount",
        p.served(more=[p.container("helper", securityContext={"privileged": True})]),
        "privileged",
        "helper",
    ),
    of_pod(
        "A6",
        "root of the host beside it",
        p.served(
            [{"name": "host-root", "hostPath": {"path": "/"}}],
            more=[p.container("helper", [p.mount("host-root", "/host", read_only=False)])],
        ),
        "host-root",
    ),
]


A7 = [
    of_pod("A7", "claim named like scratch at a model path", p.served(name="scratch-model"), "scratch-model"),
    of_pod("A7", "the same by subPath at another model path", part("part", "/models/llama", "scratch-model"), "scratch-model"),
    of_pod(
        "A7",
        "claim named like scratch inside of a verified one",
        p.served([p.claim("scratch-model", OVER)], [p.mount(OVER, f"{p.MODEL}/adapters")]),
        "scratch-model",
        OVER,
    ),
    of_pod(
        "A7",
        "claim named like scratch over one file of a verified one",
        p.served([p.claim("scratch-model", OVER)], [p.mount(OVER, f"{p.MODEL}/config.json", sub="config.json")]),
        "scratch-model",
        OVER,
    ),
    of_pod("A7", "emptyDir named like scratch, filled", filled(p.MODEL, volume="scratch-space"), "scratch-space"),
    of_pod(
        "A7",
        "the label of measuring pods",
        p.pod(
            [p.claim("unsigned")],
            [p.container(mounts=[p.mount("model", p.MODEL)])],
            labels={"modelsigning.dev/measurement": "true", "job-name": "oms-verify-x"},
        ),
        "unsigned",
    ),
]

A9 = [
    of_pod(
        "A9",
        "one verified claim inside of another",
        p.served([p.claim("second", OVER)], [p.mount(OVER, f"{p.MODEL}/adapters")]),
        OVER,
        "second",
        "adapters",
    ),
    of_pod(
        "A9",
        "one verified claim over a file of another",
        p.served([p.claim("second", OVER)], [p.mount(OVER, f"{p.MODEL}/config.json", sub="config.json")]),
        OVER,
        "second",
        "config.json",
    ),
    of_pod(
        "A9",
        "a folder of a verified claim over another of its folders",
        p.served([], [p.mount("model", f"{p.MODEL}/part", sub="other")]),
        "good",
        "part",
    ),
    of_pod(
        "A9",
        "two verified claims at one path",
        p.served([p.claim("second", OVER)], [p.mount(OVER, p.MODEL + "/")]),
        OVER,
        "second",
        p.MODEL,
    ),
]


ATTEMPTS = [*A1, *A2, *A5, *A6, *A7, *A9]
