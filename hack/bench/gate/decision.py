# SPDX-License-Identifier: Apache-2.0
"""The decision alone, without HTTP and JSON: 10,000 ModelSignatures, 500 policies, pods of 50 containers."""

import json

import scene


def run(context, report):
    """The scenario `decision`."""
    for _ in range(context.runs):
        found = json.loads(scene.java_main(context, "dev.modelsigning.admission.DecisionBench"))
        report.figure("decision, microseconds, p50", found["p50"], 50.0)
        report.figure("decision, microseconds, p99", found["p99"], 300.0)
