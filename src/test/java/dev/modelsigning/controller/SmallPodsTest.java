// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.WritePrivilege;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SmallPodsTest {
  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {"name": "server", "namespace": "team-a", "uid": "u",
        "ownerReferences": [{"kind": "ReplicaSet", "name": "r", "uid": "x", "apiVersion": "apps/v1"}]},
       "spec": {"nodeName": "n1", "hostPID": true, "terminationGracePeriodSeconds": 77,
        "volumes": [
         {"name": "model", "persistentVolumeClaim": {"claimName": "model"}},
         {"name": "own", "ephemeral": {}},
         {"name": "share", "nfs": {"server": "nas", "path": "/models"}},
         {"name": "settings", "configMap": {"name": "large"}},
         {"name": "cache", "emptyDir": {}}],
        "initContainers": [{"name": "fill", "image": "i", "args": ["large"],
          "volumeMounts": [{"name": "model", "mountPath": "/m"}, {"name": "cache", "mountPath": "/c"}]}],
        "containers": [{"name": "main", "image": "i", "env": [{"name": "A", "value": "large"}],
          "securityContext": {"privileged": true},
          "volumeMounts": [{"name": "share", "mountPath": "/s"}]}],
        "ephemeralContainers": [{"name": "debug", "image": "i", "command": ["large"],
          "volumeMounts": [{"name": "own", "mountPath": "/o"}]}]},
       "status": {"phase": "Running", "containerStatuses": [{"name": "main", "image": "i",
         "imageID": "i", "ready": false, "restartCount": 1,
         "state": {"terminated": {"exitCode": 1, "message": "large",
          "finishedAt": "2026-01-01T00:00:00Z"}},
         "lastState": {"terminated": {"exitCode": 1, "message": "large"}}}]}}
      """;

  private final SmallPods store = new SmallPods();

  private static Pod pod(String name) {
    return new KubernetesSerialization()
        .unmarshal(POD.replace("\"server\"", "\"" + name + "\""), Pod.class);
  }

  @Test
  void whatIsLargeIsLeftOut() {
    store.put("team-a/server", pod("server"));
    assertThat(new KubernetesSerialization().asJson(store.get("team-a/server")))
        .doesNotContain("large", "settings", "cache", "ReplicaSet");
  }

  @Test
  void whatPodsMountAndWriteStays() {
    var writers = new ClaimWriters(Clock.systemUTC(), Set.of());
    store.put("team-a/server", pod("server"));
    Pod whole = pod("server");
    Pod kept = store.get("team-a/server");
    assertThat(ClaimWriters.mountedBy(kept))
        .isEqualTo(ClaimWriters.mountedBy(whole))
        .containsExactly("team-a/model", "team-a/server-own");
    assertThat(writers.writtenBy(kept)).isEqualTo(writers.writtenBy(whole)).hasSizeGreaterThan(3);
    assertThat(WritePrivilege.of(kept)).isEqualTo(WritePrivilege.of(whole)).hasSize(2);
    assertThat(kept.getSpec().getNodeName()).isEqualTo("n1");
    assertThat(kept.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(77);
    assertThat(kept.getStatus().getContainerStatuses().getFirst().getState().getTerminated())
        .extracting("finishedAt")
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void measuringPodsAreKeptWhole() {
    Pod measuring = pod("oms-verify-x");
    store.put("team-a/oms-verify-x", measuring);
    assertThat(store.get("team-a/oms-verify-x").getSpec()).isEqualTo(pod("oms-verify-x").getSpec());
    assertThat(store.get("team-a/oms-verify-x").getMetadata().getOwnerReferences()).hasSize(1);
  }
}
