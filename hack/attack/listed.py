# SPDX-License-Identifier: Apache-2.0
"""Prints the attempts that one pod shows as JSON, for tests that have an API server and no node."""

import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "demo"))

import a
import attempt
import downloads
import held

BY = {attempt.POLICY: "policy", attempt.GUARD: "guard", attempt.SCHEMA: "schema"}


def listed():
    for tried in a.ATTEMPTS + downloads.ATTEMPTS + held.ATTEMPTS:
        pod, words, options = tried.action.args
        yield {
            "kind": tried.kind,
            "name": tried.name,
            "pod": pod,
            "words": list(words),
            "by": BY[options.get("by", attempt.POLICY)],
        }


json.dump(list(listed()), sys.stdout)
