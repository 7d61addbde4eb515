# SPDX-License-Identifier: Apache-2.0
"""Pods and the other objects of the attempts."""

READER = "localhost/model-reader:1"
WRITER = "localhost/attack-writer:1"
MODEL = "/mnt/models"
NODE = "oms-node0"


def mount(volume, path, *, sub=None, read_only=True, **more):
    found = {"name": volume, "mountPath": path, "readOnly": read_only, **more}
    return found | ({"subPath": sub} if sub else {})


def claim(name, volume="model", *, read_only=False):
    source = {"claimName": name} | ({"readOnly": True} if read_only else {})
    return {"name": volume, "persistentVolumeClaim": source}


def empty(volume):
    return {"name": volume, "emptyDir": {}}


def config_map(volume, name="overlay"):
    return {"name": volume, "configMap": {"name": name}}


def container(name="server", mounts=(), image=READER, **more):
    found = {"name": name, "image": image, "imagePullPolicy": "IfNotPresent", "volumeMounts": list(mounts), **more}
    if image == READER and "command" not in more:
        found.setdefault("args", ["/"])
    return found


def pod(volumes=(), containers=(), init=(), *, labels=None, **spec):
    """Without a name: the world gives one to each attempt."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"labels": labels or {}},
        "spec": {
            "automountServiceAccountToken": False,
            "terminationGracePeriodSeconds": 1,
            "restartPolicy": "Never",
            "volumes": list(volumes),
            "containers": list(containers) or [container()],
            **({"initContainers": list(init)} if init else {}),
            **spec,
        },
    }


def served(volumes=(), mounts=(), *, name="good", more=(), init=(), server=None, **spec):
    """A pod that is as it should be (the verified claim, read-only) and what the attempt adds to it."""
    mounted = [mount("model", MODEL), *mounts]
    return pod([claim(name), *volumes], [container(mounts=mounted, args=[MODEL], **(server or {})), *more], init, **spec)


def writer(claim_name, file, *, delay=0, grace=1, **spec):
    """A pod that, after some seconds, writes to a file of the claim and goes on; it does not end when asked to."""
    held = container("writer", [mount("model", "/fill", read_only=False)], WRITER, args=[f"/fill/{file}", str(delay)])
    return pod([claim(claim_name)], [held], **({"terminationGracePeriodSeconds": grace} | spec))


def volume(name, path, ns, claim_name, *, node_names=()):
    """A volume as a provisioner makes it, for one claim; local to nodes when these are named, else a folder of the node that is real."""
    source = {"local": {"path": str(path)}} if node_names else {"hostPath": {"path": str(path), "type": "Directory"}}
    terms = [{"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": list(node_names or (NODE,))}]}]
    source["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "labels": {"models": "demo"}},
        "spec": {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadOnlyMany", "ReadWriteOnce"],
            "storageClassName": "",
            "persistentVolumeReclaimPolicy": "Retain",
            "claimRef": {"namespace": ns, "name": claim_name},
            **source,
        },
    }


def signature(name, ns, claim_name, source=None, **verification):
    spec = {"source": {"persistentVolumeClaim": {"claimName": claim_name}}, "signature": source or {"file": {"path": "model.sig"}}}
    if verification:
        spec["verification"] = verification
    return {
        "apiVersion": "modelsigning.dev/v1alpha1",
        "kind": "ModelSignature",
        "metadata": {"name": name, "namespace": ns, "labels": {"attack": "true"}},
        "spec": spec,
    }
