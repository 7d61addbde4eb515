# SPDX-License-Identifier: Apache-2.0
"""Entry point of `make attack`: what a tenant with the role `edit` tries, on a real node, and what comes of it."""

import argparse
import dataclasses
import functools
import pathlib
import signal
import sys
import traceback

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "demo"))
sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "interop"))

import a
import a_steps
import b
import c
import carriers
import d
import d_load
import d_slow
import downloads
import held
import modelcars
import pods as p
import world as w
from attempt import ADMITTED, REFUSED, RUNS, Attempt, Seen, Table
from kube import Kube, say
from models import Keys, Models
from scene import Scene

from main import install

# What harms has to be put right again within the time of its attempt.
LIMITS = {"D": 420}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kubectl")
    parser.add_argument("--kubeconfig", help="left out: only the models are made, which needs no node")
    parser.add_argument("--image", help="the operator's image, by digest")
    parser.add_argument("--volumes", required=True, help="folder on the node for the claims' contents")
    parser.add_argument("--work", required=True, help="folder for keys and kubeconfigs")
    parser.add_argument("--oms", required=True)
    parser.add_argument("--deploy", required=True, help="the kustomize base")
    parser.add_argument("--servers", required=True, help="folder with the servers of Sigstore")
    parser.add_argument("--load-image", help="command that puts an image tar on the node")
    parser.add_argument("--kinds", default="", help="only these kinds, as in A,B1,D2; default: all")
    return parser.parse_args()


def good_runs(world):
    return world.starts(world.good_pod(), w.TEAM)


def good_is_admitted(world):
    refusal = world.admits_good()
    return Seen(REFUSED, refusal) if refusal else Seen(ADMITTED)


def usual_pod():
    """What servers mount beside their model: configuration, certificates, scratch of their own."""
    beside = [p.config_map("settings"), {"name": "certificates", "secret": {"secretName": "overlay"}}, p.empty("tmp"), p.empty("shm")]
    mounts = [p.mount("settings", "/etc/server"), p.mount("certificates", "/etc/tls")]
    mounts += [p.mount(name, path, read_only=False) for name, path in (("tmp", "/tmp"), ("shm", "/dev/shm"))]
    return p.served(beside, mounts, server={"env": [{"name": "HF_HUB_OFFLINE", "value": "1"}]})


def local_paths():
    """A server whose arguments lead to the verified claim."""
    return p.served(
        server={
            "command": ["vllm", "serve", p.MODEL, "--served-model-name", "meta-llama/Llama-3.1-8B"],
            "env": [{"name": "HF_HUB_OFFLINE", "value": "1"}],
        }
    )


def is_admitted(pod, world):
    refusal = world.dry_run(world.named(pod))
    return Seen(REFUSED, refusal) if refusal else Seen(ADMITTED)


def elsewhere_runs(world):
    return world.starts(p.served(name="alias-same"), w.OPEN)


def controls(when):
    """Without these, a gate that refuses everything would pass."""
    return [
        Attempt("+", f"good pod, {when}", RUNS, good_runs),
        Attempt(
            "+", f"unsigned pod, {when}", REFUSED, functools.partial(w.World.try_pod, pod=p.served(name="unsigned"), words=["unsigned"])
        ),
        Attempt("+", f"pod of a namespace without a policy, {when}", RUNS, elsewhere_runs),
    ]


def small_model(folder):
    """The attempts are about who loads what, not about how much."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "part").mkdir(exist_ok=True)
    (folder / "config.json").write_text('{"architectures": ["Honest"]}\n')
    (folder / "part" / "weights.bin").write_bytes(bytes(range(256)) * 4096)
    return folder


def chosen(attempts, kinds):
    return [attempt for attempt in attempts if not kinds or any(attempt.kind.startswith(kind) for kind in kinds)]


def plan(kinds):
    """Everything in its order, each with what cleans up after its letter."""
    usual = [
        Attempt("+", f"good pod {what}", ADMITTED, functools.partial(is_admitted, pod))
        for what, pod in (
            ("with configuration, certificates and scratch beside it", usual_pod()),
            ("whose arguments are local paths", local_paths()),
        )
    ]
    found = [(control, None) for control in [*controls("before"), *usual]]
    served = (a, downloads, a_steps, held, carriers, modelcars)
    for letter, attempts, clean in (
        ("A", [attempt for part in served for attempt in part.ATTEMPTS], None),
        ("B", b.ATTEMPTS, b.clean),
        ("C", c.ATTEMPTS, c.clean),
        ("D", d.ATTEMPTS + d_load.ATTEMPTS + d_slow.ATTEMPTS, None),
    ):
        limited = [dataclasses.replace(attempt, limit=LIMITS.get(letter, attempt.limit)) for attempt in chosen(attempts, kinds)]
        found += [(attempt, None) for attempt in limited]
        if limited:
            found.append((Attempt("+", f"good pod, after {letter}", ADMITTED, good_is_admitted), clean))
    return found + [(control, None) for control in controls("at the end")]


def tidied(clean, world):
    try:
        clean(world)
    except Exception:  # noqa: BLE001 - the controls that follow show whether it matters
        traceback.print_exc()


def ended(*_):
    raise KeyboardInterrupt


def main():
    options = arguments()
    work = pathlib.Path(options.work)
    kube = Kube(options.kubectl, options.kubeconfig) if options.kubeconfig else None
    folder = small_model(work / "model")
    if not kube:
        models = Models(folder, options.volumes, "python3", options.oms)
        scene = Scene(w.World(kube, None, Keys(work / "keys"), models, work))
        scene.prepare()
        carriers.Carriers(scene).prepare(options.servers)
        return 0
    world = w.World(kube, options.kubeconfig, found_keys(work / "keys"), found_models(options), work)
    scene = Scene(world)
    world.shared["scene"] = scene
    say("installing from deploy/")
    install(world.admin, options.deploy, options.image, options.work)
    scene.set_up()
    carriers.Carriers(scene).set_up(options.load_image)
    steps = plan([kind for kind in options.kinds.split(",") if kind])
    table = Table()
    signal.signal(signal.SIGTERM, ended)
    try:
        for attempt, before in steps:
            if before:
                tidied(before, world)
            table.run(attempt, world)
    except KeyboardInterrupt:
        say("ended before all was tried")
    return table.close(len(steps))


def found_keys(folder):
    """Keys would make new ones; wanted are those that the models were signed with."""
    keys = Keys.__new__(Keys)
    keys.folder = folder
    return keys


def found_models(options):
    models = Models.__new__(Models)
    models.folder, models.oms = pathlib.Path(options.volumes), options.oms
    return models


if __name__ == "__main__":
    sys.exit(main())
