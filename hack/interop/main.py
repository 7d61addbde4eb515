# SPDX-License-Identifier: Apache-2.0
"""Entry point of `make interop`: brings a private Sigstore up, exchanges bundles both ways, prints the table."""

import argparse
import pathlib
import shutil
import signal
import sys

from exchanges import Exchanges
from kubernetes import Kubernetes
from login import Login
from processes import Processes
from sigstore_servers import Sigstore
from table import Table


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--servers", type=pathlib.Path, required=True, help="folder with the servers of Sigstore")
    parser.add_argument("--cluster", type=pathlib.Path, required=True, help="folder with etcd, kube-apiserver, kubectl")
    parser.add_argument("--cluster-pki", type=pathlib.Path, required=True, help="script that makes the API server's keys")
    parser.add_argument("--oms", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for everything; emptied first")
    parser.add_argument("--up", action="store_true", help="only bring the servers up, until the end of the input")
    return parser.parse_args()


def serve(kubernetes, trust):
    """For work by hand: tells what is up and stays until there is no more input."""
    identity = kubernetes.service_account("release")
    print(f"trust config:      {trust[2]}\nthe older log:     {trust[1]}\n"
          f"identity:          {identity}\nidentity provider: {kubernetes.issuer}\n"
          f"its CA:            {kubernetes.authority}\ntoken:             {kubernetes.token('release')}\n"
          "end with ^D", flush=True)
    sys.stdin.read()
    return 0


def stop_at(*signals):
    """The servers are stopped on the way out, once: a further signal does not end that."""
    def leave(number, _):
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        sys.exit(128 + number)

    for one in signals:
        if signal.getsignal(one) != signal.SIG_IGN:  # nohup
            signal.signal(one, leave)


def main():
    options = arguments()
    stop_at(signal.SIGTERM, signal.SIGHUP)
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    processes = Processes(options.work / "log")
    login = Login()
    try:
        kubernetes = Kubernetes(options.cluster, options.work / "kubernetes", options.cluster_pki)
        kubernetes.start(processes)
        issuers = [kubernetes.fulcio_issuer(), login.fulcio_issuer()]
        sigstore = Sigstore(options.servers, options.work / "sigstore", issuers, login.issuer)
        sigstore.start(processes)
        trust = sigstore.write_trust(options.work / "trust")
        print("up: " + ", ".join(name for name, _ in processes.running), file=sys.stderr, flush=True)
        if options.up:
            return serve(kubernetes, trust)
        table = Table(options.work / "output")
        clients = {"Python": [sys.executable, "-m", "model_signing"], "oms": [options.oms]}
        Exchanges(table, clients, (kubernetes, login), sigstore, trust, options.work).all()
        return table.close()
    finally:
        processes.stop()
        login.stop()


if __name__ == "__main__":
    sys.exit(main())
