// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.gate.loading.Catalog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherSourcesTest {
  private static final String READ_ONLY = ", securityContext: {readOnlyRootFilesystem: true}";

  private static List<OtherSource.Kind> kinds(String spec) {
    ModelPaths paths = ModelPaths.of(Catalog.SHIPPED, List.of());
    Scratch none = new Scratch(paths, List.of(), List.of(), List.of());
    return new OtherSources(Catalog.SHIPPED, paths, none)
        .of(PodLayout.of(Pods.create(Pods.pod(spec)))).stream().map(OtherSource::kind).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
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
        "image: {reference: 'r/m:1'}",
        "emptyDir: {}",
        "configMap: {name: c}",
        "secret: {secretName: s}",
        "projected: {sources: []}",
        "downwardAPI: {items: []}",
        "csi: {driver: secrets-store.csi.k8s.io, readOnly: true}"
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
        .containsExactly(OtherSource.Kind.INIT_DOWNLOADED, OtherSource.Kind.MODELCAR);
  }

  /** The verdict is about files in the image; its entry point and its writable layer are not. */
  @Test
  void modelcarByADigestIsAModelSourceWhateverItsCommand() {
    for (String more : List.of("", ", command: [sleep, infinity]", READ_ONLY)) {
      assertThat(
              kinds(
                  """
                  shareProcessNamespace: true
                  initContainers:
                  - name: modelcar
                    image: registry.example/m@sha256:%s
                    restartPolicy: Always
                    args: [sh, -c, "ln -sf /proc/$$$$/root/models /mnt/models && sleep infinity"]
                  containers: [{name: server, image: s%s}]
                  """
                      .formatted("1".repeat(64), more)))
          .containsExactly(OtherSource.Kind.MODELCAR);
    }
  }

  @Test
  void containersThatShareProcessesAreAModelSourceWithoutAVolume() {
    assertThat(
            kinds(
                """
                shareProcessNamespace: true
                containers: [{name: server, image: s}, {name: model, image: m}]
                """))
        .containsExactly(OtherSource.Kind.MODELCAR);
    assertThat(kinds("shareProcessNamespace: true\ncontainers: [{name: server, image: s}]"))
        .isEmpty();
  }

  @Test
  void credentialsDriverAtAModelPathIsAModelSource() {
    assertThat(
            kinds(
                """
                containers: [{name: s, image: i, volumeMounts: [{name: c, mountPath: /models}]}]
                volumes: [{name: c, csi: {driver: secrets-store.csi.k8s.io}}]
                """))
        .containsExactly(OtherSource.Kind.INLINE_CSI);
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

  @ParameterizedTest
  @ValueSource(strings = {"/mnt/models", "/mnt//models/config", "/mnt"})
  void configurationAtAModelPathIsAModelSource(String path) {
    assertThat(
            kinds(
                """
                containers: [{name: s, image: i, volumeMounts: [{name: c, mountPath: %s}]}]
                volumes: [{name: c, configMap: {name: weights}}]
                """
                    .formatted(path)))
        .containsExactly(OtherSource.Kind.CONFIGURATION);
  }

  @Test
  void emptyDirThatAllContainersOnlyReadIsNotAModelSource() {
    assertThat(
            kinds(
                """
                containers:
                - {name: a, image: i, volumeMounts: [{name: p, mountPath: /e, readOnly: true}]}
                - {name: b, image: i, volumeMounts: [{name: p, mountPath: /e, readOnly: true}]}
                volumes: [{name: p, emptyDir: {}}]
                """))
        .isEmpty();
  }

  @Test
  void sharedEmptyDirIsAModelSourceAtAnyPathAndInAnyKindOfContainer() {
    assertThat(
            kinds(
                """
                initContainers: [{name: a, image: i, volumeMounts: [{name: p, mountPath: /spool}]}]
                containers: [{name: b, image: i, volumeMounts: [{name: p, mountPath: /spool}]}]
                volumes: [{name: p, emptyDir: {}}]
                """))
        .containsExactly(OtherSource.Kind.INIT_DOWNLOADED);
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
