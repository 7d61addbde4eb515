// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static java.util.stream.IntStream.range;
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

  /** What is kept of a pod with this specification. */
  private Pod kept(String spec) {
    Pod pod =
        new KubernetesSerialization()
            .unmarshal(
                "{'metadata': {'name': 'p', 'namespace': 'team-a', 'uid': 'u'}, 'spec': %s}"
                    .formatted(spec)
                    .replace('\'', '"'),
                Pod.class);
    var writers = new ClaimWriters(Clock.systemUTC(), Set.of());
    Set<String> written = Set.copyOf(writers.writtenBy(pod));
    Set<WritePrivilege.Kind> privileges = kinds(pod);
    store.put("team-a/p", pod);
    Pod kept = store.get("team-a/p");
    assertThat(Set.copyOf(writers.writtenBy(kept))).isEqualTo(written);
    assertThat(kinds(kept)).isEqualTo(privileges);
    return kept;
  }

  private static Set<WritePrivilege.Kind> kinds(Pod pod) {
    return WritePrivilege.of(pod).stream().map(WritePrivilege::kind).collect(toSet());
  }

  @Test
  void thousandsOfContainersAndMountsThatDoTheSameAreKeptOnce() {
    String mounts =
        range(0, 50)
            .mapToObj(
                n -> "{'name': 'model', 'mountPath': '/m/%d', 'readOnly': %b}".formatted(n, n > 20))
            .collect(joining(","));
    String containers =
        range(0, 2_000)
            .mapToObj(n -> "{'name': 'c%d', 'volumeMounts': [%s]}".formatted(n, mounts))
            .collect(joining(","));

    Pod pod =
        kept(
            "{'volumes': [{'name': 'model', 'persistentVolumeClaim': {'claimName': 'model'}}], 'containers': [%s]}"
                .formatted(containers));

    assertThat(pod.getSpec().getContainers()).hasSize(1);
    assertThat(pod.getSpec().getContainers().getFirst().getVolumeMounts()).hasSize(2);
  }

  @Test
  void containersThatMountNothingAreLeftOutUnlessTheyHaveAPrivilege() {
    Pod pod =
        kept(
            """
            {'containers': [{'name': 'plain'},
              {'name': 'mighty', 'securityContext': {'capabilities': {'add': ['X_1', 'X_2', 'CAP_SYS_ADMIN']}}},
              {'name': 'mighty-too', 'securityContext': {'capabilities': {'add': ['SYS_ADMIN']}}}]}
            """);

    assertThat(pod.getSpec().getContainers()).extracting("name").containsExactly("mighty");
    assertThat(
            pod.getSpec()
                .getContainers()
                .getFirst()
                .getSecurityContext()
                .getCapabilities()
                .getAdd())
        .containsExactly("SYS_ADMIN");
  }

  @Test
  void containerThatCanMakeDeviceNodesIsKeptBesideOneThatCannot() {
    Pod pod =
        kept(
            """
            {'volumes': [{'name': 'disk', 'persistentVolumeClaim': {'claimName': 'disk', 'readOnly': true}}],
             'containers': [
              {'name': 'cannot', 'volumeDevices': [{'name': 'disk', 'devicePath': '/dev/d'}],
               'securityContext': {'capabilities': {'drop': ['ALL']}}},
              {'name': 'can', 'volumeDevices': [{'name': 'disk', 'devicePath': '/dev/d'}]}]}
            """);

    assertThat(kinds(pod)).containsExactly(WritePrivilege.Kind.DEVICE_NODES);
  }

  @Test
  void attributesThatNoDriverReadsAreLeftOut() {
    String noise =
        range(0, 60)
            .mapToObj(n -> "'noise-%d': '%s'".formatted(n, "x".repeat(1000)))
            .collect(joining(","));

    Pod pod =
        kept(
            """
            {'volumes': [{'name': 'share', 'csi': {'driver': 'nfs.csi.k8s.io',
              'volumeAttributes': {'Server': 'nas', 'share': '/models', %s}}}],
             'containers': [{'name': 'c', 'volumeMounts': [{'name': 'share', 'mountPath': '/s'}]}]}
            """
                .formatted(noise));

    assertThat(pod.getSpec().getVolumes().getFirst().getCsi().getVolumeAttributes())
        .containsOnlyKeys("Server", "share");
  }

  /** A driver skips what it does not know, and one way to a target is enough. */
  @Test
  void volumesThatMountWhateverElseTheySayAreKept() {
    String padding = "x".repeat(4_000);
    kept(
        """
        {'volumes': [
          {'name': 'csi', 'csi': {'driver': 'nfs.csi.k8s.io', 'volumeAttributes':
            {'server': 'nas', 'share': '/models', 'rootPath': '%1$s', 'clusterID': '%1$s', 'ip': '%1$s',
             'volume': '%1$s', 'bucket': '%1$s'}}},
          {'name': 'fc', 'fc': {'lun': 0, 'wwids': ['%1$s', '%1$s', '%1$s', '%1$s', '%1$s', 'real']}},
          {'name': 'iscsi', 'iscsi': {'targetPortal': '10.0.0.1', 'iqn': 'iqn.2001-04.com.example:x', 'lun': 1,
            'portals': ['%1$s', '%1$s', '%1$s', '%1$s', '%1$s']}}],
         'containers': [{'name': 'c', 'volumeMounts': [{'name': 'csi', 'mountPath': '/a'},
           {'name': 'fc', 'mountPath': '/b'}, {'name': 'iscsi', 'mountPath': '/c'}]}]}
        """
            .formatted(padding));
  }

  @Test
  void directoriesOfOneVolumeAreToldApart() {
    Pod pod =
        kept(
            """
            {'volumes': [{'name': 'models', 'persistentVolumeClaim': {'claimName': 'models'}}],
             'containers': [{'name': 'c', 'volumeMounts': [
              {'name': 'models', 'mountPath': '/a', 'subPath': 'adapters', 'readOnly': true},
              {'name': 'models', 'mountPath': '/m', 'subPath': 'minilm', 'readOnly': true}]}]}
            """);

    assertThat(pod.getSpec().getContainers().getFirst().getVolumeMounts())
        .extracting("subPath")
        .containsExactly("adapters", "minilm");
  }

  @Test
  void ofVeryManyDirectoriesTheWholeVolumeCounts() {
    String mounts =
        range(0, 1_000)
            .mapToObj(
                n -> "{'name': 'models', 'mountPath': '/m/%1$d', 'subPath': '%1$d'}".formatted(n))
            .collect(joining(","));
    Pod pod =
        kept(
            "{'volumes': [{'name': 'models', 'persistentVolumeClaim': {'claimName': 'models'}}], 'containers': [{'name': 'c', 'volumeMounts': [%s]}]}"
                .formatted(mounts));

    assertThat(pod.getSpec().getContainers().getFirst().getVolumeMounts()).hasSize(17);
    assertThat(pod.getSpec().getContainers().getFirst().getVolumeMounts().getLast().getSubPath())
        .isNull();
  }

  @Test
  void volumeThatNoNodeCanMountIsLeftOut() {
    String spec =
        "{'volumes': [{'name': 'share', 'nfs': {'server': 'nas', 'path': '/%s'}}]}"
            .formatted("d/".repeat(20_000));

    assertThat(kept(spec).getSpec().getVolumes()).isEmpty();
  }

  @Test
  void measuringPodsAreKeptWhole() {
    Pod measuring = pod("oms-verify-x");
    store.put("team-a/oms-verify-x", measuring);
    assertThat(store.get("team-a/oms-verify-x").getSpec()).isEqualTo(pod("oms-verify-x").getSpec());
    assertThat(store.get("team-a/oms-verify-x").getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void sumOfTheOthersFollowsWhichPodsThereAreAndNotWhatIsInThem() {
    long none = store.others().existence();
    store.put("team-a/oms-verify-x", pod("oms-verify-x"));
    store.put("team-a/oms-sign-x", pod("oms-sign-x"));
    assertThat(store.others().existence()).isEqualTo(none);

    store.put("team-a/server", pod("server"));
    long one = store.others().existence();
    assertThat(one).isNotEqualTo(none);
    Pod changed = pod("server");
    changed.getMetadata().setResourceVersion("2");
    store.put("team-a/server", changed);
    assertThat(store.others().existence()).isEqualTo(one);
    assertThat(store.others().versions()).isEqualTo(one);

    Pod ended = pod("server");
    ended.getStatus().setPhase("Failed");
    store.put("team-a/server", ended);
    assertThat(store.others().existence()).isEqualTo(none);

    store.remove("team-a/server");
    store.remove("team-a/oms-verify-x");
    assertThat(store.others().existence()).isEqualTo(none);
  }
}
