# SPDX-License-Identifier: Apache-2.0
"""Entry point of `make large`: a model of very many small files on a node, its verdicts, and what they cost."""

import argparse
import contextlib
import os
import pathlib
import subprocess
import sys
import threading
import time

import resources as r
from kube import Kube, say, wait_until
from models import Keys, run
from node import peak, processes
from story import Story
from volumes import NodeFolders

from main import install

MIB = 1 << 20

# What docs/compatibility.md promises where summaries are handed over. The files of a smaller model are listed, and the operator's heap may
# fill with garbage up to its limit before it is collected.
OPERATOR_BYTES = 300 * MIB
OPERATOR_LIMIT = 1024 * MIB
JOB_BYTES = 512 * MIB
JOB_LIMIT = "512Mi"

# Of more files than this the log of a Job holds summaries only (ADR 12).
LISTED_FILES = 85_000
SUMMARY_BYTES = 64 << 10

# All hole: the kernel fills what is read with zeros, so that it takes no room on the disk.
SPARSE_BYTES = 100 << 30
OMS_BYTES = 80 * MIB

FILES_OF_A_FOLDER = 1000
MEASURING = "modelsigning.dev/measurement=true"


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("kubectl", "kubeconfig", "image", "oms"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--volumes", type=pathlib.Path, required=True, help="folder on the node for the claim's content")
    parser.add_argument("--deploy", type=pathlib.Path, required=True, help="the kustomize base")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for keys")
    parser.add_argument("--files", type=int, required=True, help="of the model")
    return parser.parse_args()


class MeasuringPods(threading.Thread):
    """Watches measuring pods while they live: the operator removes them as soon as their evidence is kept."""

    def __init__(self, kube):
        super().__init__(daemon=True)
        self.kube, self.over = kube, threading.Event()
        self.peak, self.limits, self.restarts, self.log_bytes = 0, set(), 0, 0
        self.logs = {}

    def run(self):
        while not self.over.wait(0.3):
            # The API server of a busy machine may not answer in time; the next look may see more.
            with contextlib.suppress(RuntimeError, subprocess.TimeoutExpired):
                for pod in self.kube.get("pods", namespace=r.TEAM, selector=MEASURING) or []:
                    self.look(pod)

    def look(self, pod):
        uid, name = pod["metadata"]["uid"], pod["metadata"]["name"]
        self.limits |= {c["resources"].get("limits", {}).get("memory") for c in pod["spec"]["containers"]}
        for status in pod["status"].get("containerStatuses", []):
            self.restarts = max(self.restarts, status["restartCount"])
            if uid not in self.logs and "waiting" not in status["state"]:
                # Followed to its end: afterwards there is no log left to read.
                self.logs[uid] = subprocess.Popen(
                    [*self.kube.base, "logs", "--follow", "-n", r.TEAM, name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                threading.Thread(target=self.read, args=(self.logs[uid].stdout,), daemon=True).start()
        for pid in processes(uid):
            self.peak = max(self.peak, peak(pid))

    def read(self, stream):
        size = 0
        while part := stream.read1(1 << 16):
            size += len(part)
            self.log_bytes = max(self.log_bytes, size)


class ManyFiles:
    """A claim with a model of so many files."""

    def __init__(self, story, oms, folder, files):
        self.story, self.kube, self.oms, self.folder, self.files = story, story.kube, oms, folder, files
        self.pods = MeasuringPods(self.kube)
        self.operator_bytes = OPERATOR_BYTES if files > LISTED_FILES else OPERATOR_LIMIT
        self.restarts_before = self.operator_restarts()

    def written(self):
        for first in range(0, self.files, FILES_OF_A_FOLDER):
            part = self.folder / f"part-{first // FILES_OF_A_FOLDER:05}"
            part.mkdir(parents=True)
            for number in range(first, min(self.files, first + FILES_OF_A_FOLDER)):
                (part / f"sample-{number:07}.json").write_text(str(number))
        return True, f"{self.files} files"

    def signed(self):
        options = {**os.environ, "OMS_JAVA_OPTS": "-Xmx2g"}
        said = run(self.oms, "sign", "key", self.folder, "--private-key", self.story.keys.path("trusted.key"),
                   "--signature", self.folder / "model.sig", "--progress", "none", env=options)
        return f"({self.files} files)" in said, f"{said.strip()}: {(self.folder / 'model.sig').stat().st_size / 1e6:.1f} MB"

    def declared(self):
        self.kube.apply(r.policy(self.story.authorities()[:1]), r.signature("large"))
        return self.becomes("Verified")

    def becomes(self, verdict):
        started = time.monotonic()
        # On two processors with other work a million files took a bit more than four minutes.
        _, seen = self.story.verdict("large", verdict, seconds=300 + self.files // 1000)
        return True, f"{seen} -- after {time.monotonic() - started:.0f} s"

    def changed(self):
        # The middle one of all: no list of the first or last files is enough.
        number = self.files // 2
        file = self.folder / f"part-{number // FILES_OF_A_FOLDER:05}" / f"sample-{number:07}.json"
        file.write_text(str(number + 1))
        self.kube.run("annotate", "modelsignature", "large", "-n", r.TEAM, "modelsigning.dev/measure-again=now", "--overwrite")
        return self.becomes("Rejected")

    def operator_pods(self):
        return self.kube.get("pods", namespace=r.SYSTEM, selector="app.kubernetes.io/name=model-signature-operator")

    def operator_restarts(self):
        return sum(c["restartCount"] for pod in self.operator_pods() for c in pod["status"]["containerStatuses"])

    def operator_memory(self):
        seen = max((peak(pid) for pod in self.operator_pods() for pid in processes(pod["metadata"]["uid"])), default=0)
        restarts = self.operator_restarts() - self.restarts_before
        ends = [c["lastState"] for pod in self.operator_pods() for c in pod["status"]["containerStatuses"] if c["lastState"]]
        return restarts == 0 and 0 < seen <= self.operator_bytes, f"{seen / MIB:.0f} MiB, {restarts} restarts {ends or ''}"

    def job_memory(self):
        pods = self.pods
        held = len(pods.logs) >= 2 and pods.limits == {JOB_LIMIT} and pods.restarts == 0 and 0 < pods.peak <= JOB_BYTES
        return held, f"{pods.peak / MIB:.0f} MiB of {' '.join(map(str, pods.limits))}, {pods.restarts} restarts"

    def job_log(self):
        bound = SUMMARY_BYTES if self.files > LISTED_FILES else 10 * MIB
        return 0 < self.pods.log_bytes <= bound, f"{self.pods.log_bytes} bytes"

    def tell(self):
        step = self.story.report.step
        self.pods.start()
        step("a model", f"{self.files} files", self.written)
        step("oms sign", "signs them", self.signed)
        step("a claim", "bound", lambda: (True, self.story.volumes.provide([("large", r.TEAM, {})])))
        step("a policy and a ModelSignature", "Verified", self.declared)
        step("one byte of one file changes", "Rejected by the next measurement", self.changed)
        wait_until("the measuring pods to be gone", 120, lambda: not self.kube.get("pods", namespace=r.TEAM, selector=MEASURING))
        self.pods.over.set()
        self.pods.join()
        step("the operator's memory at its peak", f"at most {self.operator_bytes // MIB} MiB, no restart", self.operator_memory)
        step("a Job's memory at its peak", f"at most its limit of {JOB_LIMIT}, no restart", self.job_memory)
        step("a Job's log", "does not grow with the model", self.job_log)


class OneFile:
    """A model of one sparse file, on the command line alone."""

    def __init__(self, story, oms, work):
        self.story, self.oms = story, oms
        self.folder, self.bundle = work / "sparse", work / "sparse.sig"
        self.peak = 0

    def run(self, *arguments):
        """Its exit code; what it says is in the log of the run."""
        process = subprocess.Popen([str(self.oms), *map(str, arguments), "--progress", "none"], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.peak = max(self.peak, usage.ru_maxrss << 10)
        return process.returncode

    def written(self):
        self.folder.mkdir(parents=True)
        with open(self.folder / "model.safetensors", "wb") as file:
            file.truncate(SPARSE_BYTES)
        return True, f"{SPARSE_BYTES} bytes"

    def verified(self):
        return self.run("verify", "key", self.folder, "--signature", self.bundle, "--public-key", self.story.keys.path("trusted.pub"))

    def exchanged(self, *options):
        started = time.monotonic()
        signed = self.run("sign", "key", self.folder, "--private-key", self.story.keys.path("trusted.key"), "--signature", self.bundle,
                          *options)
        middle = time.monotonic()
        verified = self.verified()
        seconds = f"signed in {middle - started:.0f} s, verified in {time.monotonic() - middle:.0f} s"
        return signed == verified == 0, f"exit codes {signed} and {verified}; {seconds}"

    def changed(self):
        with open(self.folder / "model.safetensors", "r+b") as file:
            file.seek(SPARSE_BYTES // 2)
            file.write(b"x")
        code = self.verified()
        return code == 1, f"exit code {code}"

    def memory(self):
        return 0 < self.peak <= OMS_BYTES, f"{self.peak / MIB:.0f} MiB"

    def tell(self):
        step = self.story.report.step
        step("a model of one sparse file", "100 GiB", self.written)
        step("by shards, --shard-size auto", "signed and verified", lambda: self.exchanged("--shard-size", "auto"))
        step("in one piece by BLAKE3", "signed and verified", lambda: self.exchanged("--hash-algorithm", "blake3"))
        step("one byte in the middle changes", "rejected", self.changed)
        step("the command line's memory at its peak", f"at most {OMS_BYTES // MIB} MiB", self.memory)


def main():
    options = arguments()
    kube = Kube(options.kubectl, options.kubeconfig)
    keys = Keys(options.work / "keys")
    story = Story(kube, keys, None, NodeFolders(kube, options.volumes), options.work)
    kube.apply(r.namespace(r.TEAM))
    say("installing from deploy/")
    if story.report.step("install from deploy/", "operator and webhook ready",
                         lambda: install(kube, options.deploy, options.image, options.work)):
        ManyFiles(story, options.oms, options.volumes / "large", options.files).tell()
    OneFile(story, options.oms, options.work).tell()
    sys.exit(story.report.close())


if __name__ == "__main__":
    main()
