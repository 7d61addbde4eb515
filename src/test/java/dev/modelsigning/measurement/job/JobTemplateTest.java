// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.modelsigning.api.v1alpha1.CachePolicy;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementPlacement;
import dev.modelsigning.api.v1alpha1.NodeToleration;
import dev.modelsigning.api.v1alpha1.TaintEffect;
import dev.modelsigning.api.v1alpha1.TolerationOperator;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.measurement.Runs;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobTemplateTest {
  private final Job job = JobTemplate.job(Runs.request(), Runs.RUN, Runs.IMAGE);
  private final PodSpec pod = job.getSpec().getTemplate().getSpec();
  private final Container container = pod.getContainers().getFirst();

  @Test
  void isCreatedSuspendedAndOwnedByItsOwner() {
    assertThat(job.getSpec().getSuspend()).isTrue();
    assertThat(job.getMetadata().getName()).startsWith("oms-verify-");
    assertThat(job.getMetadata().getNamespace()).isEqualTo("team-a");
    assertThat(job.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getUid()).isEqualTo("owner-uid");
              assertThat(owner.getController()).isTrue();
            });
  }

  @Test
  void podHoldsNoCredential() {
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getEnableServiceLinks()).isFalse();
    assertThat(container.getEnv()).extracting("name").containsExactly("OMS_JOB_UID");
    assertThat(pod.getVolumes()).extracting("name").containsExactly("model", "tmp");
  }

  @Test
  void claimIsReadOnlyAtVolumeAndMountLevel() {
    var claim = pod.getVolumes().getFirst().getPersistentVolumeClaim();
    var mount = container.getVolumeMounts().getFirst();
    assertThat(claim.getClaimName()).isEqualTo("weights");
    assertThat(claim.getReadOnly()).isTrue();
    assertThat(mount.getReadOnly()).isTrue();
    assertThat(mount.getRecursiveReadOnly()).isEqualTo("IfPossible");
    assertThat(pod.getSecurityContext().getFsGroup()).isNull();
  }

  @Test
  void podIsRestricted() {
    var security = container.getSecurityContext();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
  }

  @Test
  void argumentsAreTheOnesOfTheMeasureCommand() {
    assertThat(container.getArgs())
        .containsExactly(
            "oms",
            "measure",
            "--root",
            "/model",
            "--path=v1",
            "--nonce=" + Runs.RUN.nonce(),
            "--signature-file=model.sig",
            "--cache-policy=Drop",
            "--termination-log=/dev/termination-log");
  }

  @Test
  void lookAtTheMetadataDiffersByOneArgumentOnly() {
    Job look =
        JobTemplate.job(Runs.request().as(MeasurementKind.Fingerprint), Runs.RUN, Runs.IMAGE);
    List<String> arguments =
        new ArrayList<>(
            look.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs());

    assertThat(arguments.remove("--fingerprint-only")).isTrue();
    look.getSpec().getTemplate().getSpec().getContainers().getFirst().setArgs(arguments);
    assertThat(look).isEqualTo(job);
  }

  @Test
  void imageIsMountedAsAVolumeOnNodesOfItsPlatform() {
    ImageSource image = new ImageSource();
    image.reference = "registry.example/m@sha256:" + "1".repeat(64);
    image.path = "/models/v1";
    image.pullSecrets = List.of("registry");
    var request =
        new MeasurementRequest(
            Runs.OWNER,
            new MeasuredSource.Image(image, new NodePlatform("linux", "amd64")),
            new VerificationOptions(),
            new MeasurementRequest.SignedBy("model.sig"));

    var spec = JobTemplate.podSpec(request, Runs.RUN, Runs.IMAGE);

    assertThat(spec.getVolumes().getFirst().getImage().getReference()).isEqualTo(image.reference);
    assertThat(spec.getVolumes().getFirst().getImage().getPullPolicy()).isEqualTo("IfNotPresent");
    assertThat(spec.getVolumes()).noneMatch(volume -> volume.getPersistentVolumeClaim() != null);
    assertThat(spec.getNodeSelector())
        .containsOnly(entry("kubernetes.io/os", "linux"), entry("kubernetes.io/arch", "amd64"));
    assertThat(spec.getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("registry");
    var container = spec.getContainers().getFirst();
    assertThat(container.getVolumeMounts().getFirst().getReadOnly()).isTrue();
    assertThat(container.getArgs()).contains("--root", "/model", "--path=models/v1");
  }

  @Test
  void optionsReachThePod() {
    VerificationOptions options = new VerificationOptions();
    options.parallelism = 3;
    options.cachePolicy = CachePolicy.Keep;
    options.runAsUser = 1000L;
    options.supplementalGroups = List.of(2000L);
    options.timeoutSeconds = 60;
    var request =
        new MeasurementRequest(
            Runs.OWNER,
            Runs.request().source(),
            options,
            new MeasurementRequest.As(Serialization.files()));

    Job made = JobTemplate.job(request, Runs.RUN, Runs.IMAGE);

    var spec = made.getSpec().getTemplate().getSpec();
    assertThat(made.getSpec().getActiveDeadlineSeconds()).isEqualTo(60);
    assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(1000);
    assertThat(spec.getSecurityContext().getSupplementalGroups()).containsExactly(2000L);
    assertThat(spec.getContainers().getFirst().getArgs())
        .contains("--threads=3", "--cache-policy=Keep")
        .contains(
            "--serialization={\"method\":\"files\",\"hashType\":\"sha256\","
                + "\"allowSymlinks\":false,\"ignorePaths\":[]}");
  }

  @Test
  void disruptionIsIgnoredAndMisuseFailsAtOnce() {
    var rules = job.getSpec().getPodFailurePolicy().getRules();
    assertThat(rules.get(0).getAction()).isEqualTo("Ignore");
    assertThat(rules.get(0).getOnPodConditions().getFirst().getType())
        .isEqualTo("DisruptionTarget");
    assertThat(rules.get(1).getAction()).isEqualTo("FailJob");
    assertThat(rules.get(1).getOnExitCodes().getValues()).containsExactly(2);
    assertThat(job.getSpec().getPodReplacementPolicy()).isEqualTo("Failed");
    assertThat(job.getSpec().getTtlSecondsAfterFinished()).isNull();
  }

  @Test
  void placementAndPullSecretsReachThePod() {
    NodeToleration gpu = new NodeToleration();
    gpu.key = "nvidia.com/gpu";
    gpu.operator = TolerationOperator.Exists;
    gpu.effect = TaintEffect.NoSchedule;
    VerificationOptions options = new VerificationOptions();
    options.placement = new MeasurementPlacement();
    options.placement.nodeSelector = Map.of("pool", "storage", "kubernetes.io/arch", "arm64");
    options.placement.tolerations = List.of(gpu);
    options.imagePullSecrets = List.of("mirror", "registry");
    ImageSource image = new ImageSource();
    image.reference = "registry.example/m@sha256:" + "1".repeat(64);
    image.pullSecrets = List.of("registry");
    var request =
        new MeasurementRequest(
            Runs.OWNER,
            new MeasuredSource.Image(image, new NodePlatform("linux", "amd64")),
            options,
            new MeasurementRequest.SignedBy("model.sig"));

    var spec = JobTemplate.podSpec(request, Runs.RUN, Runs.IMAGE.pulledWith(List.of("everywhere")));

    assertThat(spec.getNodeSelector())
        .containsOnly(
            entry("pool", "storage"),
            entry("kubernetes.io/os", "linux"),
            entry("kubernetes.io/arch", "amd64"));
    assertThat(spec.getTolerations())
        .containsExactly(new Toleration("NoSchedule", "nvidia.com/gpu", "Exists", null, null));
    assertThat(spec.getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("everywhere", "registry", "mirror");
  }

  @Test
  void asksInjectorsToLeaveThePodAlone() {
    var metadata = job.getSpec().getTemplate().getMetadata();
    assertThat(metadata.getLabels())
        .containsEntry("sidecar.istio.io/inject", "false")
        .containsEntry("kuma.io/sidecar-injection", "disabled");
    assertThat(metadata.getAnnotations())
        .containsEntry("linkerd.io/inject", "disabled")
        .containsEntry("eks.amazonaws.com/skip-containers", JobTemplate.CONTAINER)
        .containsEntry("instrumentation.opentelemetry.io/inject-java", "false");
  }
}
