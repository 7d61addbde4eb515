// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.controller.SmallObjects;
import dev.modelsigning.controller.SpecDigest;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.controller.storage.RecordedWriters;
import dev.modelsigning.controller.storage.VolumeAlias;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.measurement.MeasurementBasis;
import dev.modelsigning.measurement.job.MeasuredSource;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything a verdict depends on, read once at the beginning of a reconciliation.
 *
 * @param resource the resource as stored
 * @param volume what the source stands for
 * @param bundle where the bundle is
 * @param policies the policies that select the resource's namespace, by name
 * @param jobs measuring Jobs of the resource
 * @param pods measuring pods of the resource
 * @param writers pods that may write to the claim now
 * @param writersSince pods that mounted it for writing at any time since an instant
 * @param attachedTo the only node that can mount the claim now, if there is one
 * @param aliases other volumes with the same storage that a claim is bound to
 * @param additional where further bundles over the same content are
 */
record SignatureFacts(
    ModelSignature resource,
    VolumeFinding volume,
    BundleFinding bundle,
    List<CompiledPolicy> policies,
    List<Job> jobs,
    List<Pod> pods,
    List<PossibleWriter> writers,
    Function<Instant, List<String>> writersSince,
    Optional<String> attachedTo,
    List<VolumeAlias> aliases,
    List<BundleFinding> additional) {
  /** Signatures are some KiB, and more only where they name many files one by one. */
  private static final int MOST_ADDITIONAL_BYTES = 1 << 20;

  SignatureFacts {
    policies = List.copyOf(policies);
    jobs = List.copyOf(jobs);
    pods = List.copyOf(pods);
    writers = List.copyOf(writers);
    aliases = List.copyOf(aliases);
    additional = List.copyOf(additional);
  }

  /** The same with the bundles of registries that were kept with the evidence. */
  SignatureFacts with(Measured evidence) {
    Map<String, byte[]> kept =
        Stream.concat(evidence.bundle().stream(), evidence.additional().stream())
            .collect(Collectors.toMap(BundleFinding::digest, bytes -> bytes, (a, b) -> a));
    return new SignatureFacts(
        resource,
        volume,
        BundleFinding.orKept(bundle, kept),
        policies,
        jobs,
        pods,
        writers,
        writersSince,
        attachedTo,
        aliases,
        additional.stream().map(one -> BundleFinding.orKept(one, kept)).toList());
  }

  /**
   * Evidence with the bundles of registries, which may be away when it is judged again. Of the
   * further ones those that counted, as far as there is room; for others the registry is asked.
   */
  Measured keptWith(Measured measured, List<JudgedSignature> judged) {
    Set<String> counted =
        judged.stream()
            .filter(Signers::counted)
            .flatMap(signature -> Stream.ofNullable(signature.bundleDigest))
            .collect(Collectors.toSet());
    List<byte[]> further = new ArrayList<>();
    int room = MOST_ADDITIONAL_BYTES;
    for (BundleFinding found : additional) {
      if (found instanceof BundleFinding.InApi inApi
          && inApi.isElsewhere()
          && counted.contains(inApi.digest())) {
        byte[] bytes = inApi.bytes();
        if (bytes.length <= room) {
          room -= bytes.length;
          further.add(bytes);
        }
      }
    }
    return new Measured(
        measured.report(),
        bundle instanceof BundleFinding.InApi inApi && inApi.isElsewhere()
            ? Optional.of(inApi.bytes())
            : measured.bundle(),
        measured.summary(),
        measured.manifest(),
        further);
  }

  /** Names of the pods that may write to the claim now, as a message lists them. */
  String writerNames() {
    return RecordedWriters.names(writers, resource.getMetadata().getNamespace());
  }

  /** The status as stored. */
  Optional<ModelSignatureStatus> status() {
    return Optional.ofNullable(resource.getStatus());
  }

  /** The reason in the stored status; empty when it is not one of this version. */
  Optional<Reason> reason() {
    return status().flatMap(status -> Reason.of(status.reason));
  }

  /** When the metadata was last found unchanged, in the stored status. */
  Optional<String> lastFingerprint() {
    return status().map(status -> status.lastFingerprint);
  }

  /** The run in the stored status. */
  Optional<MeasurementStatus> recordedRun() {
    return status().map(status -> status.measurement);
  }

  /** The recorded run, unless somebody could write to the claim after it began. */
  Optional<MeasurementStatus> untouchedRun() {
    return recordedRun().filter(run -> writersSince.apply(Instant.parse(run.startedAt)).isEmpty());
  }

  /** The run on which the verdict rests while it is repeated; as {@link #untouchedRun}. */
  Optional<MeasurementStatus> untouchedStanding() {
    return status()
        .map(status -> status.standing)
        .filter(run -> writersSince.apply(Instant.parse(run.startedAt)).isEmpty());
  }

  /** The untouched run whose evidence is stored: of a verdict that is being repeated, the first. */
  Optional<MeasurementStatus> completedRun() {
    return untouchedRun()
        .filter(SignatureFacts::isCompleted)
        .or(() -> untouchedStanding().filter(SignatureFacts::isCompleted));
  }

  /** Whether a run has read all files. */
  static boolean isCompleted(MeasurementStatus run) {
    return run.completedAt != null && !SignatureMeasurement.isLook(run);
  }

  /** What a measurement has to be about now. */
  MeasurementBasis basis(String identity) {
    Optional<String> digest =
        bundle instanceof BundleFinding.InApi inApi
            ? Optional.of(inApi.digest())
            : Optional.empty();
    return new MeasurementBasis(
        resource.getMetadata().getGeneration(),
        identity,
        nodeUid(),
        digest,
        Optional.ofNullable(resource.getMetadata().getAnnotations())
            .map(annotations -> annotations.get(ApiGroup.MEASURE_AGAIN_ANNOTATION))
            .filter(value -> value.length() <= SmallObjects.LONGEST),
        Optional.of(SpecDigest.of(resource.getSpec())));
  }

  /** UID of the node whose directory the volume is, if it is one. */
  Optional<String> nodeUid() {
    return volume.node().map(HoldingNode::uid);
  }

  /** What the measuring Job mounts. */
  MeasuredSource source() {
    var source = resource.getSpec().source;
    return volume
        .image()
        .<MeasuredSource>map(image -> new MeasuredSource.Image(source.image, image.platform()))
        .orElseGet(() -> new MeasuredSource.Claim(source.persistentVolumeClaim));
  }

  /** What it means that pods may write to the claim. */
  VerdictFinding writtenTo() {
    boolean wasMeasured =
        recordedRun().filter(run -> run.completedAt != null).isPresent()
            || status().filter(status -> status.standing != null).isPresent()
            || reason().filter(reason -> reason == Reason.WriterAppeared).isPresent();
    return VerdictFinding.unknown(
        wasMeasured ? Reason.WriterAppeared : Reason.WritersPresent,
        "The claim is mounted for writing by pod "
            + writerNames()
            + "; it is measured once no pod can write to it; hint: mount models read-only");
  }

  /** Whether no measurement may begin. */
  boolean isSuspended() {
    return Boolean.TRUE.equals(options().suspend);
  }

  /** How the resource wants to be measured. */
  VerificationOptions options() {
    return Objects.requireNonNullElseGet(resource.getSpec().verification, VerificationOptions::new);
  }
}
