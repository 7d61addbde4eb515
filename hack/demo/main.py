# SPDX-License-Identifier: Apache-2.0
"""Entry point of `make demo` and of the end-to-end part of `make test`."""

import argparse
import json
import os
import pathlib
import sys
from concurrent.futures import ThreadPoolExecutor

import resources as r
from daytwo import DayTwo
from gates import GatedDownloads
from golden import GoldenPods
from images import ImageModels
from kube import end_in_order, say, wait_until
from models import Keys, Models, run
from plugin import Plugin
from reading import ReadingKube
from registry import RegistryModels
from resilience import Resilience
from story import Story
from volumes import DynamicClaims, NodeFolders
from watching import Watching


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kubectl", required=True)
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--image", required=True, help="the operator's image, by digest")
    parser.add_argument("--weights", required=True, help="folder with the real weights")
    parser.add_argument("--volumes", required=True, help="folder on the node for the claims' contents")
    parser.add_argument("--work", required=True, help="folder for keys and bundles")
    parser.add_argument("--reference-python", required=True, help="python of the venv with model-signing")
    parser.add_argument("--oms", required=True)
    parser.add_argument("--deploy", required=True, help="the kustomize base")
    parser.add_argument("--fill-image", help="fill claims of a storage class through pods of this image (it needs sh, tar, httpd)")
    parser.add_argument("--storage-class", default="", help="with --fill-image: of the claims; the default class when empty")
    parser.add_argument("--access-mode", default="ReadWriteOnce", help="with --fill-image: of the claims")
    parser.add_argument("--load-image", help="command that puts an image tar on the node; without it no models in images")
    parser.add_argument("--start-registry", help="command that starts a registry that nodes and operator reach, and prints its host")
    parser.add_argument("--prometheus", help="the program of Prometheus; without it nothing is watched")
    parser.add_argument("--e2e", action="store_true", help="also what the story leaves out")
    return parser.parse_args()


def install(kube, deploy, image, work, registries=""):
    """Applies deploy/ with the image that was built, and waits until operator and webhook are ready."""
    name, digest = image.split("@")
    overlay = pathlib.Path(work) / "overlay"
    overlay.mkdir(parents=True, exist_ok=True)
    relative = os.path.relpath(deploy, overlay)  # kustomize takes no absolute path
    allowed = [{"op": "add", "path": "/spec/template/spec/containers/0/env/-",
                "value": {"name": "OMS_REGISTRIES_ALLOWED", "value": registries}}]
    patches = [{"target": {"kind": "Deployment", "name": "model-signature-operator"}, "patch": json.dumps(allowed)}]
    (overlay / "kustomization.yaml").write_text(json.dumps({
        "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
        "resources": [f"{relative}/prerequisites", relative],
        "images": [{"name": name, "newName": name, "digest": digest}], "patches": patches if registries else []}))
    kube.run("apply", "--server-side", "--force-conflicts", "-k", str(overlay))
    for crd in ("modelsignatures", "clustermodeltrustpolicies", "modelsigningjobs", "clustermodelsigningjobs"):
        kube.run("wait", "--for=condition=Established", f"crd/{crd}.modelsigning.dev", "--timeout=30s")
    for deployment in ("model-signature-operator", "model-signature-webhook"):
        wait_for_deployment(kube, deployment)
    return True, "operator and webhook are ready"


def wait_for_deployment(kube, name):
    def ready():
        found = kube.get("deployment", name, r.SYSTEM) or {}
        status = found.get("status", {})
        # "replicas" counts the pods of before, too: they have to be gone.
        return (status.get("observedGeneration") == found["metadata"]["generation"]
                and {status.get(f, 0) for f in ("replicas", "readyReplicas", "updatedReplicas")} == {found["spec"]["replicas"]})

    def pods():
        return "; ".join(
            f"{p['metadata']['name']} {p['status'].get('phase')}" for p in kube.get("pods", namespace=r.SYSTEM) or [])

    wait_until(f"{name} to be ready", 180, ready, pods)


def tell(options, story, registry, resilience):
    kube = story.kube
    story.tell()
    if not resilience:
        Plugin(story, options.oms).tell()
        return

    def in_the_team():
        Plugin(story, options.oms).tell()
        GoldenPods(story).tell()
        if options.load_image:
            ImageModels(story, options.load_image).tell()
        if registry:
            RegistryModels(story, registry).tell()

    def elsewhere():
        if options.load_image:
            GatedDownloads(story).tell()
            DayTwo(story).tell()

    story.report.side_by_side(in_the_team, elsewhere)
    if options.prometheus:
        Watching(story, options.prometheus, options.deploy, options.work,
                 without_webhook=resilience.no_webhook_admits_nothing).tell()
        wait_for_deployment(kube, "model-signature-webhook")
        wait_for_deployment(kube, "model-signature-operator")
    else:
        resilience.no_webhook_admits_nothing(resilience.without_webhook())
    resilience.tell()


def main():
    end_in_order()
    options = arguments()
    kube = ReadingKube(options.kubectl, options.kubeconfig)
    keys = Keys(pathlib.Path(options.work) / "keys")
    models = Models(options.weights, options.volumes, options.reference_python, options.oms)
    volumes = (DynamicClaims(kube, models.folder, options.fill_image, options.storage_class, options.access_mode)
               if options.fill_image else NodeFolders(kube, models.folder))
    story = Story(kube, keys, models, volumes, options.work)
    resilience = Resilience(story, pathlib.Path(options.deploy) / "examples") if options.e2e else None
    say("installing from deploy/")
    kube.apply(r.namespace(r.TEAM), r.namespace(r.OTHER))
    with ThreadPoolExecutor(2) as aside:
        # While images start and probes wait.
        signed = [aside.submit(models.prepare, keys)] + ([aside.submit(resilience.sign_big)] if resilience else [])
        registry = run(options.start_registry).strip() if options.e2e and options.start_registry else ""
        installed = story.report.step(
            "install from deploy/", "operator and webhook ready",
            lambda: install(kube, options.deploy, options.image, options.work, registry and f"http://{registry}"))
        provided = story.report.step(
            "models of real weights", "copied and signed", lambda: (all(s.result() is None for s in signed), "they are"))
    if installed and provided:
        if resilience:
            resilience.provide()
        tell(options, story, registry, resilience)
    sys.exit(story.report.close())


if __name__ == "__main__":
    main()
