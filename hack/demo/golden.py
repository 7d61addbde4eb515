# SPDX-License-Identifier: Apache-2.0
"""The pods that serving frameworks make (src/test/resources/pods), sent to the API server in a dry run: what is decided, and why."""

import pathlib
import time
from concurrent.futures import ThreadPoolExecutor

import resources as r

PODS = pathlib.Path(__file__).resolve().parent.parent.parent / "src/test/resources/pods"


class GoldenPods:
    def __init__(self, story):
        self.story, self.kube = story, story.kube

    def tell(self):
        self.story.report.step(
            "pods as serving frameworks make them", "each decided as its file says, with the message it names", self._all)

    def _all(self):
        self._use({"scratchClaims": ["results-*"], "scratchPaths": ["/var/log"]})
        try:
            files = sorted(PODS.glob("*.yaml"))
            with ThreadPoolExecutor(max_workers=4) as together:
                faults = [fault for found in together.map(self._faults, files) for fault in found]
        finally:
            self._use(None)
        return len(files) > 30 and not faults, "; ".join(faults) or f"{len(files)} of {len(files)}"

    def _use(self, models):
        policy = r.policy(self.story.authorities())
        if models:
            policy["spec"]["models"] = models
        self.kube.apply(policy)

    def _faults(self, file):
        """Each webhook has seen the edit of the policy after a moment, and not at the same one."""
        end = time.monotonic() + 10
        while (faults := self._decided(file)) and time.monotonic() < end:
            time.sleep(0.5)
        return faults

    def _decided(self, file):
        text = file.read_text()
        expected = self._comments(text, "# expect: ")
        admitted = self._comments(text, "# decision: ") == ["admitted"]
        # The files name a claim and a policy of their own.
        text = text.replace("claimName: model,", "claimName: key,").replace("claimName: model}", "claimName: key}")
        done = self.kube.run("create", "--dry-run=server", "-n", r.TEAM, "-f", "-", stdin=text, check=False)
        if admitted:
            return [] if done.returncode == 0 else [f"{file.stem} is refused: {done.stderr.strip()}"]
        if "denied the request" not in done.stderr:
            return [f"{file.stem} is not refused by the webhook: {(done.stdout + done.stderr).strip()}"]
        missing = [words for words in map(self._named, expected) if words not in done.stderr]
        return [f"{file.stem} does not name {', '.join(missing)}: {done.stderr.strip()}"] if missing else []

    @staticmethod
    def _named(words):
        return words.replace("claim model", "claim key").replace("policy production", "policy demo")

    @staticmethod
    def _comments(text, start):
        return [line.removeprefix(start) for line in text.splitlines() if line.startswith(start)]
