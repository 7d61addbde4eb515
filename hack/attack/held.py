# SPDX-License-Identifier: Apache-2.0
"""H: what has always held and has to go on holding, as far as one pod shows it."""

import attempt
import pods as p
from a import OVER, SHARED, alone, filled, of_pod, part

ATTEMPTS = [
    of_pod("H", "unsigned claim", p.served(name="unsigned"), "unsigned"),
    of_pod("H", "claim that does not exist", p.served(name="not-there"), "not-there"),
    of_pod("H", "signed by a stranger", p.served(name="stranger"), "stranger"),
    of_pod("H", "mounted read-write", p.pod([p.claim("good")], [p.container(mounts=[p.mount("model", p.MODEL, read_only=False)])]), "good"),
    of_pod(
        "H",
        "read-write in the init container",
        p.served(init=[p.container("fill", [p.mount("model", "/fill", read_only=False)])]),
        "good",
        "fill",
    ),
    of_pod(
        "H",
        "subPathExpr",
        p.pod(
            [p.claim("good")],
            [
                p.container(
                    mounts=[{"name": "model", "mountPath": p.MODEL, "subPathExpr": "$(X)", "readOnly": True}],
                    env=[{"name": "X", "value": ".git"}],
                )
            ],
        ),
        "good",
    ),
    of_pod("H", "subPath with ..", part("../other"), "subPath", "..", by=attempt.SCHEMA),
    of_pod(
        "H",
        "raw block device",
        p.pod([p.claim("unsigned")], [p.container(volumeDevices=[{"name": "model", "devicePath": "/dev/model"}])]),
        "unsigned",
    ),
    *[
        of_pod("H", f"{kind} volume", alone({"name": OVER, kind: source}, p.MODEL), OVER)
        for kind, source in (
            ("hostPath", {"path": "/srv/models"}),
            ("nfs", {"server": "nfs.example", "path": "/models"}),
            ("csi", {"driver": "inline.csi.example", "readOnly": True}),
            ("iscsi", {"targetPortal": "198.18.0.1", "iqn": "iqn.2001-04.com.example:x", "lun": 0}),
            (
                "ephemeral",
                {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}},
            ),
        )
    ],
    of_pod("H", "filled emptyDir at /mnt/models", filled(p.MODEL), SHARED),
    of_pod(
        "H",
        "pod with a reserved name",
        p.served(name="unsigned") | {"metadata": {"name": "oms-verify-mine", "labels": {}}},
        "reserved",
        by=attempt.GUARD,
    ),
    of_pod(
        "H",
        "pod that claims a measuring Job as its owner",
        p.served(name="unsigned")
        | {
            "metadata": {
                "name": "oms-verify-owned",
                "ownerReferences": [
                    {
                        "apiVersion": "batch/v1",
                        "kind": "Job",
                        "name": "oms-verify-x",
                        "uid": "11111111-2222-3333-4444-555555555555",
                        "controller": True,
                    }
                ],
            }
        },
        "reserved",
        by=attempt.GUARD,
    ),
]
