// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherSourcesTest {

  private static List<OtherSource.Kind> kinds(String spec) {
    return OtherSources.of(Pods.pod(spec)).stream().map(OtherSource::kind).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image: {reference: 'r/m:1'}|IMAGE",
        "hostPath: {path: /models}|HOST_PATH",
        "nfs: {server: s, path: /e}|NFS",
        "csi: {driver: gcsfuse.csi.storage.gke.io}|INLINE_CSI",
        "ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}|EPHEMERAL_CLAIM",
        "iscsi: {targetPortal: t, iqn: i, lun: 0}|OTHER",
        "glusterfs: {endpoints: e, path: p}|OTHER"
      })
  void everyStorageKindIsAModelSource(String volume, OtherSource.Kind kind) {
    assertThat(
            kinds("containers: [{name: s, image: i}]\nvolumes: [{name: m, %s}]".formatted(volume)))
        .containsExactly(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "emptyDir: {}",
        "configMap: {name: c}",
        "secret: {secretName: s}",
        "projected: {sources: []}",
        "downwardAPI: {items: []}"
      })
  void configurationAndScratchAreNotModelSources(String volume) {
    assertThat(
            kinds("containers: [{name: s, image: i}]\nvolumes: [{name: m, %s}]".formatted(volume)))
        .isEmpty();
  }

  /** The shape that KServe's storage initializer gives a pod (hf://, s3://, gs://). */
  @Test
  void storageInitializerIsAModelSource() {
    assertThat(
            kinds(
                """
                initContainers:
                - name: storage-initializer
                  image: kserve/storage-initializer
                  args: ["hf://org/model", /mnt/models]
                  volumeMounts: [{name: p, mountPath: /mnt/models}]
                containers:
                - name: kserve-container
                  image: server
                  volumeMounts: [{name: p, mountPath: /mnt/models, readOnly: true}]
                volumes: [{name: p, emptyDir: {}}]
                """))
        .containsExactly(OtherSource.Kind.INIT_DOWNLOADED);
  }

  /** KServe's modelcar: a sidecar links its own files into an emptyDir at /mnt. */
  @Test
  void modelcarIsAModelSource() {
    assertThat(
            kinds(
                """
                shareProcessNamespace: true
                containers:
                - {name: kserve-container, image: s, volumeMounts: [{name: p, mountPath: /mnt}]}
                - {name: modelcar, image: m, volumeMounts: [{name: p, mountPath: /mnt}]}
                volumes: [{name: p, emptyDir: {}}]
                """))
        .containsExactly(OtherSource.Kind.INIT_DOWNLOADED);
  }

  @Test
  void downloadOverPartOfAVerifiedClaimIsAModelSource() {
    assertThat(
            kinds(
                """
                initContainers: [{name: a, image: i, volumeMounts: [{name: p, mountPath: /spool}]}]
                containers:
                - name: b
                  image: i
                  volumeMounts:
                  - {name: m, mountPath: /weights, readOnly: true}
                  - {name: p, mountPath: /weights/lora}
                volumes:
                - {name: m, persistentVolumeClaim: {claimName: model}}
                - {name: p, emptyDir: {}}
                """))
        .containsExactly(OtherSource.Kind.INIT_DOWNLOADED);
  }

  @Test
  void sharedScratchAwayFromModelPathsIsNotAModelSource() {
    assertThat(
            kinds(
                """
                initContainers: [{name: a, image: i, volumeMounts: [{name: p, mountPath: /spool}]}]
                containers: [{name: b, image: i, volumeMounts: [{name: p, mountPath: /spool}]}]
                volumes: [{name: p, emptyDir: {}}]
                """))
        .isEmpty();
  }

  @Test
  void absentRulesDenyAndAllowAllows() {
    var rules = new UnverifiableRules();
    for (OtherSource.Kind kind : OtherSource.Kind.values()) {
      assertThat(kind.denied(null)).isTrue();
      assertThat(kind.denied(rules)).isTrue();
    }
    rules.image = Unverifiable.Allow;
    assertThat(OtherSource.Kind.IMAGE.denied(rules)).isFalse();
    assertThat(OtherSource.Kind.NFS.denied(rules)).isTrue();
  }
}
