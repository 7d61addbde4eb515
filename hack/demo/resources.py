# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes objects of the story."""

GROUP = "modelsigning.dev/v1alpha1"
SYSTEM = "model-signature-system"
TEAM = "demo-team"
OTHER = "demo-other"
MODEL_PATH = "/mnt/models"


def namespace(name):
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"models": "demo"}}}


def volume(name, ns, path):
    return {
        "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": f"demo-{name}", "labels": {"models": "demo"}},
        "spec": {
            "capacity": {"storage": "1Gi"}, "accessModes": ["ReadOnlyMany", "ReadWriteOnce"], "storageClassName": "",
            "persistentVolumeReclaimPolicy": "Retain", "hostPath": {"path": str(path), "type": "Directory"},
            "claimRef": {"namespace": ns, "name": name},
        },
    }


def claim(name, ns, labels=None, volume=None, storage_class="", access_mode="ReadOnlyMany"):
    """With a volume: bound to it. Without: provisioned by the storage class, the default one when that is empty."""
    spec = {"accessModes": [access_mode], "resources": {"requests": {"storage": "1Gi"}}}
    if volume:
        spec |= {"storageClassName": "", "volumeName": volume}
    elif storage_class:
        spec |= {"storageClassName": storage_class}
    return {
        "apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": ns, "labels": labels or {}}, "spec": spec,
    }


def filler(name, ns, image):
    """A pod through which a claim is filled."""
    return {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"fill-{name}", "namespace": ns},
        "spec": {
            "automountServiceAccountToken": False, "restartPolicy": "Never", "terminationGracePeriodSeconds": 1,
            "containers": [{
                "name": "fill", "image": image, "command": ["sleep", "3600"],
                "volumeMounts": [{"name": "model", "mountPath": "/fill"}],
            }],
            "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": name}}],
        },
    }


def signature(name, ns=TEAM):
    return {
        "apiVersion": GROUP, "kind": "ModelSignature", "metadata": {"name": name, "namespace": ns},
        "spec": {"source": {"persistentVolumeClaim": {"claimName": name}}, "signature": {"file": {"path": "model.sig"}}},
    }


def policy(authorities):
    return {
        "apiVersion": GROUP, "kind": "ClusterModelTrustPolicy", "metadata": {"name": "demo"},
        "spec": {"mode": "Enforce", "match": {"namespaceSelector": {"matchLabels": {"models": "demo"}}},
                 "authorities": authorities, "requirements": {"readOnly": "Mount"}},
    }


def key_authority(name, public_key):
    return {"name": name, "key": {"publicKey": public_key}}


def certificate_authority(name, ca_bundle, alternative_name):
    return {"name": name, "certificate": {"caBundle": ca_bundle, "subjectAltNames": [alternative_name]}}


def signer_secret(name, private_key):
    return {
        "apiVersion": "v1", "kind": "Secret",
        "metadata": {"name": name, "namespace": SYSTEM, "labels": {"modelsigning.dev/signer": "true"}},
        "stringData": {"private.key": private_key},
    }


def cluster_signing_job(name, secret):
    return {
        "apiVersion": GROUP, "kind": "ClusterModelSigningJob", "metadata": {"name": name},
        "spec": {"selector": {"namespaceSelector": {"matchLabels": {"models": "demo"}},
                              "claimSelector": {"matchLabels": {"sign": "true"}}, "trustClaimLabels": True},
                 "signer": {"secretName": secret}, "parallelism": 2},
    }


def image_server(reader, name, reference, ns, inside):
    """The same pod with an image volume in place of the claim, whose model is in a folder of the image."""
    found = server(name, "none", reader, ns)
    pod = found["spec"]["template"]["spec"]
    pod["volumes"] = [{"name": "model", "image": {"reference": reference, "pullPolicy": "IfNotPresent"}}]
    pod["containers"][0]["volumeMounts"][0]["subPath"] = inside
    return found


def server(name, claim_name, reader, ns=TEAM, replicas=1, read_only=True):
    """A Deployment of a pod that mounts the claim and reads the weights, as an inference server does."""
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": ns, "labels": labels},
        "spec": {
            "replicas": replicas, "selector": {"matchLabels": labels}, "progressDeadlineSeconds": 60,
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "automountServiceAccountToken": False, "terminationGracePeriodSeconds": 1,
                    "containers": [{
                        "name": "server", "imagePullPolicy": "IfNotPresent", **reader,
                        "readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 1},
                        "volumeMounts": [{"name": "model", "mountPath": MODEL_PATH, "readOnly": read_only}],
                    }],
                    "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": claim_name}}],
                },
            },
        },
    }
