# SPDX-License-Identifier: Apache-2.0
"""Entry point of `make identities`: a private Sigstore, and what a cluster makes of what its identities sign."""

import argparse
import os
import pathlib
import signal
import sys

import resources as r
from keyless import FetchedRoot, KeylessModels
from kube import Kube, say
from kubernetes import Kubernetes
from login import Login
from models import Models
from processes import Processes
from sigstore_servers import Sigstore
from story import Story
from tuf_mirror import TufMirror
from volumes import DynamicClaims, NodeFolders

from main import install


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kubectl", required=True)
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--image", required=True, help="the operator's image, by digest")
    parser.add_argument("--weights", required=True, help="folder with the real weights")
    parser.add_argument("--volumes", required=True, help="folder on the node for the claims' contents")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="empty folder for keys, logs and trusted roots")
    parser.add_argument("--servers", type=pathlib.Path, required=True, help="folder with the servers of Sigstore")
    parser.add_argument("--cluster", type=pathlib.Path, required=True, help="folder with etcd, kube-apiserver, kubectl")
    parser.add_argument("--cluster-pki", type=pathlib.Path, required=True, help="script that makes the API server's keys")
    parser.add_argument("--oms", required=True)
    parser.add_argument("--deploy", required=True, help="the kustomize base")
    parser.add_argument("--fill-image", help="fill claims of a storage class through pods of this image")
    parser.add_argument("--storage-class", default="", help="with --fill-image: of the claims; the default class when empty")
    parser.add_argument("--access-mode", default="ReadWriteOnce", help="with --fill-image: of the claims")
    parser.add_argument("--node-network", help="network namespace of our own node; without it nothing is fetched from a mirror")
    parser.add_argument("--node-address", help="with --node-network: the node's address")
    return parser.parse_args()


def stop_at(*signals):
    """The servers are stopped on the way out, once: a further signal does not end that."""
    def leave(number, _):
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        sys.exit(128 + number)

    for one in signals:
        if signal.getsignal(one) != signal.SIG_IGN:  # nohup
            signal.signal(one, leave)


def tell(options, story, processes, login):
    kubernetes = Kubernetes(options.cluster, options.work / "kubernetes", options.cluster_pki)
    sigstore = Sigstore(options.servers, options.work / "sigstore", [kubernetes.fulcio_issuer(), login.fulcio_issuer()], login.issuer)
    scene = KeylessModels(story, (kubernetes, login), sigstore, options.work)
    if not story.report.step("a private Sigstore, and a cluster that hands out tokens", "up", lambda: scene.start(processes)):
        return
    scene.tell()
    if options.node_network:
        mirror = TufMirror(options.work / "tuf", options.node_network, options.node_address)
        FetchedRoot(scene, mirror).tell(processes)


def main():
    options = arguments()
    os.environ.pop("PYTHONPATH", None)  # only this program takes the modules of hack/interop, not those that it starts
    stop_at(signal.SIGTERM, signal.SIGHUP)
    kube = Kube(options.kubectl, options.kubeconfig)
    models = Models(options.weights, options.volumes, sys.executable, options.oms)
    volumes = (DynamicClaims(kube, models.folder, options.fill_image, options.storage_class, options.access_mode)
               if options.fill_image else NodeFolders(kube, models.folder))
    story = Story(kube, None, models, volumes, options.work)
    processes = Processes(options.work / "log")
    login = Login()
    try:
        say("installing from deploy/")
        kube.apply(r.namespace(r.TEAM))
        if story.report.step("install from deploy/", "operator and webhook ready",
                             lambda: install(kube, options.deploy, options.image, options.work)):
            tell(options, story, processes, login)
    finally:
        processes.stop()
        login.stop()
    sys.exit(story.report.close())


if __name__ == "__main__":
    main()
