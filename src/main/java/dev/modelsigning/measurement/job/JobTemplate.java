// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.CachePolicy;
import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.evidence.SerializationArgument;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The measuring Job, a pure function of the request. Its pod holds no credential, has no network,
 * sees the claim or image read-only at volume level, and sets every field that the API server would
 * otherwise default: {@code PodComparison} compares a pod that ran with this one.
 */
public final class JobTemplate {

  /** Label on measuring Jobs and pods: UID of the resource they measure for. */
  public static final String OWNER_UID_LABEL = "modelsigning.dev/owner-uid";

  /** Annotation on measuring Jobs and pods: kind of the resource they measure for. */
  public static final String OWNER_KIND_ANNOTATION = ApiGroup.OWNER_KIND_ANNOTATION;

  /** Annotation on measuring Jobs and pods: name of the resource they measure for. */
  public static final String OWNER_NAME_ANNOTATION = ApiGroup.OWNER_NAME_ANNOTATION;

  /** The only container of a measuring pod. */
  public static final String CONTAINER = "measure";

  static final String MODEL_VOLUME = "model";
  static final String MODEL_ROOT = "/model";

  /** Exit code of {@code oms measure} for arguments that it does not understand; not retried. */
  static final int EXIT_USAGE = 2;

  static final int DEFAULT_TIMEOUT_SECONDS = 86_400;

  private static final Pattern QUANTITY =
      Pattern.compile("[0-9]{1,15}([.][0-9]{1,9})?(n|u|m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi)?");

  /** User and group of the image, which can read what everybody can read. */
  static final long DEFAULT_ID = 65_532;

  private static final String TERMINATION_LOG = "/dev/termination-log";

  private JobTemplate() {}

  /**
   * The Job, suspended: it is resumed once its UID is recorded, so that no pod runs that the
   * operator could not recognise after a restart.
   */
  public static Job job(MeasurementRequest request, MeasurementRun run, MeasurerImage image) {
    var owner = request.owner();
    Map<String, String> labels = labels(owner);
    Map<String, String> annotations = annotations(owner);
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(owner.namespace())
        .withName(run.jobName())
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(owner.reference())
        .endMetadata()
        .withNewSpec()
        .withSuspend(true)
        // The operator repeats failed measurements itself, with back-off, and says why they failed.
        .withBackoffLimit(0)
        .withPodReplacementPolicy(KubernetesWords.REPLACE_FAILED)
        .withPodFailurePolicy(failurePolicy())
        .withActiveDeadlineSeconds((long) timeoutSeconds(request.options()))
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withSpec(podSpec(request, run, image))
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The intended specification of the Job's pod, with nothing left to defaults. */
  public static PodSpec podSpec(
      MeasurementRequest request, MeasurementRun run, MeasurerImage image) {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withDnsPolicy("Default")
        .withTerminationGracePeriodSeconds(10L)
        .withSecurityContext(podSecurity(request.options()))
        .withAffinity(run.node().map(PodPlacement::onNode).orElse(null))
        .withNodeSelector(PodPlacement.nodeSelector(request))
        .withTolerations(PodPlacement.tolerations(request.options()))
        .withImagePullSecrets(PodPlacement.pullSecrets(request, image))
        .withContainers(container(request, run, image))
        .withVolumes(request.source().volume(MODEL_VOLUME))
        .addNewVolume()
        .withName("tmp")
        .withNewEmptyDir()
        .withSizeLimit(new Quantity("64Mi"))
        .endEmptyDir()
        .endVolume()
        .build();
  }

  private static Map<String, String> labels(MeasurementOwner owner) {
    Map<String, String> labels = new TreeMap<>(ForeignInjectors.LABELS);
    labels.put("app.kubernetes.io/name", "model-signature-operator");
    labels.put("app.kubernetes.io/component", "measurement");
    labels.put("app.kubernetes.io/managed-by", "model-signature-operator");
    labels.put(ApiGroup.MEASUREMENT_LABEL, "true");
    labels.put(OWNER_UID_LABEL, owner.uid());
    return labels;
  }

  private static Map<String, String> annotations(MeasurementOwner owner) {
    Map<String, String> annotations = new TreeMap<>(ForeignInjectors.ANNOTATIONS);
    annotations.put(OWNER_KIND_ANNOTATION, owner.kind());
    annotations.put(OWNER_NAME_ANNOTATION, owner.name());
    return annotations;
  }

  private static PodFailurePolicy failurePolicy() {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition(KubernetesWords.TRUE, KubernetesWords.DISRUPTION_TARGET)
        .endRule()
        .addNewRule()
        .withAction("FailJob")
        .withNewOnExitCodes()
        .withContainerName(CONTAINER)
        .withOperator("In")
        .withValues(EXIT_USAGE)
        .endOnExitCodes()
        .endRule()
        .build();
  }

  private static Container container(
      MeasurementRequest request, MeasurementRun run, MeasurerImage image) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(image.reference())
        .withImagePullPolicy("IfNotPresent")
        .withArgs(arguments(request, run))
        .withEnv(jobUid())
        .withResources(resources(request.options()))
        .withSecurityContext(containerSecurity())
        .withTerminationMessagePath(TERMINATION_LOG)
        .withTerminationMessagePolicy("File")
        .withVolumeMounts(request.source().mount(MODEL_VOLUME, MODEL_ROOT))
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .build();
  }

  private static List<String> arguments(MeasurementRequest request, MeasurementRun run) {
    List<String> arguments = new ArrayList<>(List.of("oms", "measure", "--root", MODEL_ROOT));
    String directory = request.source().directory();
    if (!directory.isEmpty()) {
      // With =, so that a value that begins with a dash is not taken for an option.
      arguments.add("--path=" + directory);
    }
    arguments.add("--nonce=" + run.nonce());
    switch (request.description()) {
      case MeasurementRequest.SignedBy(String path) -> arguments.add("--signature-file=" + path);
      case MeasurementRequest.As(var choice, boolean refusesPointers) -> {
        arguments.add("--serialization=" + SerializationArgument.text(choice));
        if (refusesPointers) {
          arguments.add("--refuse-pointers");
        }
      }
    }
    Integer parallelism = request.options().parallelism;
    if (parallelism != null) {
      arguments.add("--threads=" + parallelism);
    }
    CachePolicy cache = request.options().cachePolicy;
    arguments.add("--cache-policy=" + (cache == null ? CachePolicy.Drop : cache));
    if (request.kind() == MeasurementKind.Fingerprint) {
      arguments.add("--fingerprint-only");
    }
    arguments.add("--termination-log=" + TERMINATION_LOG);
    return arguments;
  }

  private static EnvVar jobUid() {
    return new EnvVarBuilder()
        .withName("OMS_JOB_UID")
        .withNewValueFrom()
        .withNewFieldRef("v1", "metadata.labels['batch.kubernetes.io/controller-uid']")
        .endValueFrom()
        .build();
  }

  private static ResourceRequirements resources(VerificationOptions options) {
    if (options.resources != null) {
      return new ResourceRequirementsBuilder()
          .withRequests(quantities(options.resources.requests))
          .withLimits(quantities(options.resources.limits))
          .build();
    }
    return new ResourceRequirementsBuilder()
        .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("256Mi")))
        .withLimits(Map.of("memory", new Quantity("512Mi")))
        .build();
  }

  /** Of text that the definition checked. One that is no quantity all the same is left out. */
  private static Map<String, Quantity> quantities(@Nullable Map<String, String> declared) {
    Map<String, Quantity> quantities = new TreeMap<>();
    Objects.requireNonNullElse(declared, Map.<String, String>of())
        .forEach(
            (name, text) -> {
              if (text != null && QUANTITY.matcher(text).matches()) {
                quantities.put(name, new Quantity(text));
              }
            });
    return quantities;
  }

  private static PodSecurityContext podSecurity(VerificationOptions options) {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(options.runAsUser == null ? DEFAULT_ID : options.runAsUser)
        .withRunAsGroup(options.runAsGroup == null ? DEFAULT_ID : options.runAsGroup)
        .withSupplementalGroups(
            options.supplementalGroups == null ? List.of() : options.supplementalGroups)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  private static SecurityContext containerSecurity() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  private static int timeoutSeconds(VerificationOptions options) {
    return options.timeoutSeconds == null ? DEFAULT_TIMEOUT_SECONDS : options.timeoutSeconds;
  }
}
