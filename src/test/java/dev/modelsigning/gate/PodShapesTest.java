// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import java.time.Clock;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pods that serving frameworks make, with their claim verified at its root. */
class PodShapesTest {
  private static final String ALLOWED = "";

  /** Framework and kind of source, with a part of the denial or nothing. */
  enum Shape {
    KSERVE_CLAIM(
        ALLOWED,
        """
        containers:
        - name: kserve-container
          image: server
          volumeMounts:
          - {name: kserve-pvc-source, mountPath: /mnt/models, subPath: llama, readOnly: true}
        volumes: [{name: kserve-pvc-source, persistentVolumeClaim: {claimName: model}}]
        """),
    KSERVE_CLAIM_OPTED_OUT_OF_READ_ONLY(
        "writable in container kserve-container",
        """
        containers:
        - name: kserve-container
          image: server
          volumeMounts: [{name: kserve-pvc-source, mountPath: /mnt/models, subPath: llama}]
        volumes: [{name: kserve-pvc-source, persistentVolumeClaim: {claimName: model}}]
        """),
    KSERVE_STORAGE_INITIALIZER(
        "unverifiable.initDownloaded",
        """
        initContainers:
        - name: storage-initializer
          image: init
          args: ["s3://bucket/llama", /mnt/models]
          volumeMounts: [{name: kserve-provision-location, mountPath: /mnt/models}]
        containers:
        - name: kserve-container
          image: server
          volumeMounts: [{name: kserve-provision-location, mountPath: /mnt/models, readOnly: true}]
        volumes: [{name: kserve-provision-location, emptyDir: {}}]
        """),
    KSERVE_NATIVE_OCI(
        "container kserve-container, volume oci (image registry.example/llama:1) (subPath models): a"
            + " model source that cannot be verified",
        """
        containers:
        - name: kserve-container
          image: server
          volumeMounts: [{name: oci, mountPath: /mnt/models, subPath: models, readOnly: true}]
        volumes: [{name: oci, image: {reference: "registry.example/llama:1"}}]
        """),
    LLM_D_CLAIM(
        ALLOWED,
        """
        containers:
        - name: vllm
          image: server
          args: [/model-cache/llama]
          volumeMounts: [{name: model-storage, mountPath: /model-cache, readOnly: true}]
        volumes:
        - {name: model-storage, persistentVolumeClaim: {claimName: model, readOnly: true}}
        - {name: metrics-volume, emptyDir: {}}
        """),
    PRODUCTION_STACK_CACHE_WRITTEN_BY_THE_SERVER(
        "writable in container vllm",
        """
        containers:
        - name: vllm
          image: server
          command: [vllm, serve, org/model]
          volumeMounts: [{name: model-storage, mountPath: /data}]
        volumes: [{name: model-storage, persistentVolumeClaim: {claimName: model}}]
        """),
    NIM_CLAIM_WRITABLE_BY_DEFAULT(
        "writable in container nim",
        """
        containers:
        - name: nim
          image: server
          volumeMounts: [{name: model-store, mountPath: /model-store, subPath: llama}]
        volumes:
        - {name: model-store, persistentVolumeClaim: {claimName: model, readOnly: false}}
        - {name: dshm, emptyDir: {medium: Memory}}
        """),
    NIM_CLAIM_READ_ONLY(
        ALLOWED,
        """
        containers:
        - name: nim
          image: server
          volumeMounts: [{name: model-store, mountPath: /model-store, subPath: llama}]
        volumes:
        - {name: model-store, persistentVolumeClaim: {claimName: model, readOnly: true}}
        """),
    NIM_HOST_PATH(
        "unverifiable.hostPath",
        """
        containers:
        - name: nim
          image: server
          volumeMounts: [{name: model-store, mountPath: /model-store}]
        volumes: [{name: model-store, hostPath: {path: /models, type: DirectoryOrCreate}}]
        """),
    GCSFUSE_BUCKET(
        "unverifiable.inlineCSI",
        """
        containers:
        - name: server
          image: server
          volumeMounts: [{name: gcs, mountPath: /data, readOnly: true}]
        volumes:
        - name: gcs
          csi: {driver: gcsfuse.csi.storage.gke.io, readOnly: true, volumeAttributes: {bucketName: b}}
        """),
    SECOND_CLAIM_BESIDE_THE_VERIFIED_ONE(
        "claim other: no ModelSignature names it",
        """
        containers:
        - name: server
          image: server
          volumeMounts:
          - {name: m, mountPath: /mnt/models, readOnly: true}
          - {name: o, mountPath: /adapters, readOnly: true}
        volumes:
        - {name: m, persistentVolumeClaim: {claimName: model}}
        - {name: o, persistentVolumeClaim: {claimName: other}}
        """);

    private final String denial;
    private final String spec;

    Shape(String denial, String spec) {
      this.denial = denial;
      this.spec = spec;
    }
  }

  static Stream<Shape> allowed() {
    return Arrays.stream(Shape.values()).filter(shape -> shape.denial.isEmpty());
  }

  static Stream<Shape> denied() {
    return Arrays.stream(Shape.values()).filter(shape -> !shape.denial.isEmpty());
  }

  private static AdmissionDecision decide(Shape shape) {
    return new PodDecision(new FakeCluster(), Clock.systemUTC(), Set.of())
        .decide(Pods.create(Pods.pod(shape.spec)));
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void shapeThatBringsInNoModelIsAllowed(Shape shape) {
    assertThat(decide(shape)).isAllowed();
  }

  @ParameterizedTest
  @MethodSource("denied")
  void shapeThatBringsInAModelIsDenied(Shape shape) {
    assertThat(decide(shape)).isDenied(shape.denial);
  }
}
