// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.sample;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reviews as the API server writes them, about pods over {@link SampleCluster}. */
public final class SampleReviews {
  private static final String REVIEW =
      """
      {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {
        "uid": "00000000-0000-0000-0000-000000000000",
        "kind": {"group": "", "version": "v1", "kind": "Pod"},
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "name": "sample", "namespace": "sample.", "operation": "CREATE",
        "userInfo": {"username": "sample", "groups": ["system:authenticated"]},
        "object": {"kind": "Pod", "apiVersion": "v1",
          "metadata": {"name": "sample", "namespace": "sample.", "uid": "sample",
            "labels": {"app": "sample", "pod-template-hash": "sample"},
            "annotations": {"sample": "sample"},
            "managedFields": [{"manager": "sample", "operation": "Update", "apiVersion": "v1",
              "fieldsV1": {"f:metadata": {"f:labels": {".": {}, "f:app": {}}},
                "f:spec": {"f:containers": {"k:{\\"name\\":\\"server\\"}": {".": {}, "f:env": {}}}}}}]},
          "spec": {
            "volumes": [
              {"name": "model", "persistentVolumeClaim": {"claimName": "%s"}},
              {"name": "tmp", "emptyDir": {}},
              {"name": "token", "projected": {"defaultMode": 420, "sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {"name": "root", "items": [{"key": "ca.crt", "path": "ca.crt"}]}}]}}],
            "initContainers": [{"name": "wait", "image": "registry.example/wait:v1",
              "command": ["sh", "-c", "until test -e /tmp/ready; do sleep 1; done"]}],
            "containers": [
              {"name": "server", "image": "registry.example/vllm:v1",
                "command": ["vllm", "serve", "/mnt/models"],
                "args": ["--port", "8000", "--max-model-len", "4096", "--served-model-name", "m"],
                "ports": [{"containerPort": 8000, "protocol": "TCP"}],
                "env": [{"name": "HF_HUB_OFFLINE", "value": "1"}, {"name": "LEVEL", "value": "info"},
                  {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
                "resources": {"limits": {"memory": "32Gi", "nvidia.com/gpu": "1"},
                  "requests": {"cpu": "4", "memory": "16Gi"}},
                "volumeMounts": [
                  {"name": "model", "mountPath": "/mnt/models", "readOnly": %s},
                  {"name": "tmp", "mountPath": "/tmp"},
                  {"name": "token", "readOnly": true,
                    "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}],
                "livenessProbe": {"httpGet": {"path": "/health", "port": 8000, "scheme": "HTTP"},
                  "timeoutSeconds": 1, "periodSeconds": 10},
                "securityContext": {"allowPrivilegeEscalation": false, "runAsNonRoot": true}},
              {"name": "proxy", "image": "registry.example/proxy:v1", "imagePullPolicy": "Always"}],
            "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst",
            "serviceAccountName": "default", "securityContext": {"runAsUser": 1000},
            "schedulerName": "default-scheduler", "priority": 0, "enableServiceLinks": true,
            "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}]},
          "status": {"phase": "Pending", "qosClass": "Burstable"}},
        "oldObject": null, "dryRun": true,
        "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"}}}
      """;

  private SampleReviews() {}

  /** The one that is refused by every check on the way of a claim. */
  public static byte[] refused() {
    return review(SampleCluster.NAME, false);
  }

  /** The one that is admitted. */
  public static byte[] admitted() {
    return review(SampleCluster.VERIFIED, true);
  }

  /** Both. */
  public static List<byte[]> all() {
    return List.of(refused(), admitted());
  }

  private static byte[] review(String claim, boolean readOnly) {
    return REVIEW.formatted(claim, readOnly).getBytes(StandardCharsets.UTF_8);
  }
}
