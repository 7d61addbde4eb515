# SPDX-License-Identifier: Apache-2.0
"""Three namespaces, one for each kind of webhook, and pods as people write them for an inference server."""

import json
import subprocess

BARE, NOOP, OURS = "bench-bare", "bench-noop", "bench-ours"


def namespaces(cluster):
    cluster.apply(*(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"bench": name}}} for name in (BARE, NOOP, OURS)
    ))


def java_main(context, main, *arguments):
    """Runs a class of the tests with the libraries of the packaged application; returns what it prints."""
    target = context.target
    path = f"{target / 'test-classes'}:{target / 'classes'}:{target / 'quarkus-app/lib/main'}/*:{target / 'quarkus-app/lib/boot'}/*"
    options = ["@" + str(context.root / "src/main/dist/conf/jvm.options"), "-Xmx1g", "-XX:+UseSerialGC",
               "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"]
    done = subprocess.run(
        [context.java, *options, "-cp", path, main, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"error: {main} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")
    return done.stdout


def models(context, cluster):
    """One enforcing policy for the namespace of ours; claim `verified` has a verdict, claim `tampered` another one."""
    files = [cluster.file(name) for name in ("ca.crt", "admin.crt", "admin.key")]
    java_main(context, "dev.modelsigning.admission.BenchScene", cluster.url, *files, OURS)


def pod(name, claim):
    environment = [{"name": f"SETTING_{i}", "value": f"value of setting {i}"} for i in range(10)]
    probe = {"httpGet": {"path": "/health", "port": 8000}, "periodSeconds": 10}
    resources = {"requests": {"cpu": "4", "memory": "16Gi"}, "limits": {"memory": "32Gi", "nvidia.com/gpu": "1"}}
    return json.dumps({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": "server", "pod-template-hash": "5d4f8c7b9"}, "annotations": {"team": "a"}},
        "spec": {
            "securityContext": {"runAsNonRoot": True, "runAsUser": 1000},
            "containers": [
                {"name": "server", "image": "registry.example/vllm:v1", "args": ["--port", "8000", "--max-model-len", "4096"],
                 "env": environment, "ports": [{"containerPort": 8000}], "readinessProbe": probe, "livenessProbe": probe,
                 "resources": resources,
                 "volumeMounts": [{"name": "model", "mountPath": "/mnt/models", "readOnly": True}, {"name": "tmp", "mountPath": "/tmp"}]},
                {"name": "proxy", "image": "registry.example/proxy:v1", "env": environment[:3]},
            ],
            "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": claim, "readOnly": True}},
                        {"name": "tmp", "emptyDir": {}}],
            "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}],
        },
    })


VARIANTS = {
    "bare": {"name": "bare", "namespace": BARE, "body": pod("server", "verified"), "status": 201},
    "noop": {"name": "noop", "namespace": NOOP, "body": pod("server", "verified"), "status": 201},
    "admitted": {"name": "admitted", "namespace": OURS, "body": pod("server", "verified"), "status": 201},
    "refused": {"name": "refused", "namespace": OURS, "body": pod("server", "tampered"), "status": 403},
}
