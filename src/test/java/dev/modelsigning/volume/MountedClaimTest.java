// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountedClaimTest {

  private static Pod pod(String spec) {
    return new KubernetesSerialization()
        .unmarshal(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n" + spec.indent(2), Pod.class);
  }

  private static MountedClaim only(String spec) {
    List<MountedClaim> claims = MountedClaim.of(pod(spec));
    assertThat(claims).hasSize(1);
    return claims.getFirst();
  }

  @Test
  void readOnlyVolumeBindsEveryMount() {
    var claim =
        only(
            """
            containers: [{name: a, image: i, volumeMounts: [{name: m, mountPath: /x}]}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: c, readOnly: true}}]
            """);
    assertThat(claim.volumeReadOnly()).isTrue();
    assertThat(claim.writable()).isFalse();
  }

  @Test
  void oneWritableMountAmongReadOnlyOnesIsWritable() {
    var claim =
        only(
            """
            initContainers: [{name: i, image: i, volumeMounts: [{name: m, mountPath: /x}]}]
            containers:
            - {name: a, image: i, volumeMounts: [{name: m, mountPath: /x, readOnly: true}]}
            volumes: [{name: m, persistentVolumeClaim: {claimName: c}}]
            """);
    assertThat(claim.writable()).isTrue();
    assertThat(claim.mounts()).extracting(ClaimMount::container).containsExactly("i", "a");
  }

  @Test
  void blockDeviceOfAWritableVolumeIsWritable() {
    assertThat(
            only("""
                    containers: [{name: a, image: i, volumeDevices: [{name: m, devicePath: /d}]}]
                    volumes: [{name: m, persistentVolumeClaim: {claimName: c}}]
                    """)
                .writable())
        .isTrue();
  }

  @Test
  void unmountedClaimIsNotWritable() {
    assertThat(
            only("""
                    containers: [{name: a, image: i}]
                    volumes: [{name: m, persistentVolumeClaim: {claimName: c}}]
                    """)
                .writable())
        .isFalse();
  }

  @Test
  void claimOfATemplateIsNamedAfterPodAndVolume() {
    var made =
        pod(
            """
            containers: [{name: a, image: i, volumeMounts: [{name: m, mountPath: /x}]}]
            volumes:
            - name: m
              ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}
            """);
    assertThat(MountedClaim.of(made)).isEmpty();
    assertThat(MountedClaim.withEphemeral(made))
        .singleElement()
        .satisfies(
            claim -> {
              assertThat(claim.claimName()).isEqualTo("p-m");
              assertThat(claim.writable()).isTrue();
            });
  }
}
