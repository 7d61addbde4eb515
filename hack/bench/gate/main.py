# SPDX-License-Identifier: Apache-2.0
"""make bench-gate: runs scenarios. A scenario is a function `run(context, report)` in a file of its own, listed below."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import decision
import pods
import scale
from cluster import Cluster, end_in_order, wait_for
from program import Program
from report import Report

SCENARIOS = {"decision": decision.run, "pods": pods.run, "scale": scale.run}


class Context:
    """What scenarios share. The API server is started when the first one asks for it."""

    def __init__(self, arguments, folder):
        self.root = Path(arguments.root)
        self.target = self.root / "target"
        self.tools = arguments.tools
        self.java = arguments.java
        self.program = Program(arguments.root, arguments.java, self.target / "quarkus-app", arguments.caches)
        self.quick = arguments.quick
        self.runs = arguments.runs or (1 if arguments.quick else 5)
        self.wait = wait_for
        self._binaries = arguments.binaries
        self._folder = folder
        self._clusters = []

    def cluster(self, fresh=False):
        """A real API server: the same one each time, or one of its own for what fills it."""
        if fresh or not self._clusters:
            folder = Path(self._folder) / f"cluster-{len(self._clusters)}"
            folder.mkdir()
            cluster = Cluster(self.root, self._binaries, folder)
            self._clusters.append(cluster)
            return cluster.start()
        return self._clusters[0]

    @staticmethod
    def note(text):
        print(text, file=sys.stderr, flush=True)

    def stop(self):
        for cluster in self._clusters:
            cluster.stop()


def main():
    parser = argparse.ArgumentParser()
    for name in ("root", "tools", "binaries", "java"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--caches", help="the folder of the AOT caches of both roles, if there are any")
    parser.add_argument("--quick", action="store_true", help="one short run of each scenario")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--update-reference", action="store_true", help="keep the ratios found as those to compare with")
    parser.add_argument("scenarios", nargs="*", choices=[*SCENARIOS, []])
    arguments = parser.parse_args()
    report = Report(Path(arguments.root) / "hack/bench/gate/reference.json")
    folder = tempfile.mkdtemp(prefix="bench-gate-")
    # A run that is ended leaves no process behind.
    end_in_order()
    context = Context(arguments, folder)
    try:
        for name in arguments.scenarios or SCENARIOS:
            context.note(f"scenario {name}")
            SCENARIOS[name](context, report)
    finally:
        context.stop()
        shutil.rmtree(folder, ignore_errors=True)
    worse = report.print()
    if arguments.update_reference:
        report.update()
    elif worse:
        sys.exit(f"error: {worse} ratios are more than a tenth worse than those in hack/bench/gate/reference.json")


if __name__ == "__main__":
    main()
