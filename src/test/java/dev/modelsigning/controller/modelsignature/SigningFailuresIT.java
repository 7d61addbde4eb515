// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.controller.modelsignature.SignedModel.Signer;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Signing jobs that measure well and still end without a signature, on a real API server. */
class SigningFailuresIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  /** Enough random digests for a bundle of more than 1 MiB. */
  private static final int MANY_FILES = 9_000;

  /** One more than a cluster job takes. */
  private static final int TOO_MANY_CLAIMS = 1001;

  @TempDir Path folder;

  private final RecordedLogs logs = new RecordedLogs();
  private ClusterStory story;
  private NodeInPlay node;
  private SigningStory signing;
  private OperatorUnderTest operator;

  @BeforeEach
  void startOperator() throws IOException {
    String system = API.newNamespace("system", Map.of());
    story = new ClusterStory(API.admin(), API.newNamespace("team", Map.of()));
    node = new NodeInPlay(API.admin(), logs);
    signing = new SigningStory(API.admin(), system, story.namespace, node, new SignedModel(folder));
    signing.signer(Signer.fresh().privateKey(), "*");
    story.boundClaim(SigningStory.CLAIM);
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, new SwitchedGuard());
  }

  @AfterEach
  void stopOperator() {
    operator.close();
  }

  private ModelSigningJobStatus failed(Manifest measured) {
    signing.job("sign", null);
    Job measuring = signing.awaitMeasuring("sign");
    Pod pod = node.startPod(measuring, UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, measured, Optional.empty()));
    signing.nudge(measuring);
    ModelSigningJobStatus status = signing.awaitJob("sign", SigningState.Failed);
    assertThat(signing.bundle()).isNull();
    return status;
  }

  private static Manifest manifest(int files) {
    List<ManifestEntry> entries =
        IntStream.range(0, files)
            .mapToObj(
                i ->
                    new ManifestEntry(
                        "shard-%05d.bin".formatted(i),
                        Digest.sha256(ByteBuffer.allocate(4).putInt(i).array())))
            .toList();
    return new Manifest("minilm", Serialization.files(), entries);
  }

  @Test
  void bundleThatFitsIntoNoResourceIsNotWritten() {
    ModelSigningJobStatus status = failed(manifest(MANY_FILES));
    assertThat(status.reason).isEqualTo("BundleTooLarge");
    assertThat(status.message).contains("9000 files", "sign it with the command line");
  }

  @Test
  void measurementWithoutFilesIsNotSigned() {
    ModelSigningJobStatus status = failed(manifest(0));
    assertThat(status.reason).isEqualTo("SigningFailed");
    assertThat(status.message).contains("no files to sign");
  }

  @Test
  void fifthMeasurementThatFailsEndsTheJob() {
    signing.job("sign", null);
    String before = "";
    for (int attempt = 0; attempt < 5; attempt++) {
      Job measuring = nextMeasuring(before);
      before = measuring.getMetadata().getUid();
      Pod pod = node.startPod(measuring, UnaryOperator.identity());
      node.succeed(pod, node.withNonce(node.refuse(pod, "EmptyModel"), "forged"));
      signing.nudge(measuring);
    }
    ModelSigningJobStatus status = signing.awaitJob("sign", SigningState.Failed);
    assertThat(status.reason).isEqualTo("NonceMismatch");
    assertThat(signing.bundle()).isNull();
  }

  private Job nextMeasuring(String previousUid) {
    Await.until(
        "a measuring Job after " + previousUid,
        SigningStory.PATIENCE,
        () ->
            signing
                .measuringJob("sign")
                .filter(job -> !job.getSpec().getSuspend())
                .filter(job -> !job.getMetadata().getUid().equals(previousUid))
                .isPresent());
    return signing.measuringJob("sign").orElseThrow();
  }

  @Test
  void clusterJobOfTooManyClaimsBeginsNothing() {
    for (int i = 0; i < TOO_MANY_CLAIMS; i++) {
      API.admin().resource(unboundClaim("claim-" + i)).create();
    }
    ClusterModelSigningJob cluster = signing.clusterJob("sign", 2);
    var status = signing.awaitCluster(cluster, found -> found.completedAt != null);
    assertThat(status.conditions)
        .anyMatch(c -> c.getType().equals("Failed") && c.getReason().equals("TooManyTargets"));
    assertThat(story.jobs()).isEmpty();
  }

  private PersistentVolumeClaim unboundClaim(String name) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace(story.namespace)
        .withName(name)
        .addToLabels("sign", "true")
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadOnlyMany")
        .withNewResources()
        .addToRequests("storage", new Quantity("1Gi"))
        .endResources()
        .endSpec()
        .build();
  }
}
