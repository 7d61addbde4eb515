// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.InlineSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.decoding.Unreadable;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a bundle goes: so far only into a ModelSignature of the job's namespace. */
sealed interface SignatureOutput {

  /** The bundle inline in a ModelSignature. */
  record InlineModelSignature(String name) implements SignatureOutput {
    /** Annotation: UID of the job that made the bundle. */
    static final String JOB_ANNOTATION = ApiGroup.NAME + "/signing-job-uid";

    static final String MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";
    static final String MANAGED_BY = "model-signature-operator";

    /** The most that the CRD accepts inline; larger bundles belong on the volume. */
    static final int MAX_BYTES = 1024 * 1024;

    /** The digests of more files do not fit, so no bundle of them is made, which takes memory. */
    static final int MAX_ENTRIES = MAX_BYTES / 64;

    static InlineModelSignature of(ModelSigningJob job) {
      var options = job.getSpec().options;
      return new InlineModelSignature(
          options == null || options.modelSignatureName == null
              ? job.getSpec().source.persistentVolumeClaim.claimName
              : options.modelSignatureName);
    }

    /** Why the existing one must not be overwritten; empty when it may be, or there is none. */
    static Optional<String> obstacle(ModelSigningJob job, Optional<ModelSignature> existing) {
      if (existing.isEmpty()) {
        return Optional.empty();
      }
      var metadata = existing.get().getMetadata();
      String named = "ModelSignature " + metadata.getName();
      boolean ours =
          metadata.getLabels() != null
              && MANAGED_BY.equals(metadata.getLabels().get(MANAGED_BY_LABEL))
              && metadata.getAnnotations() != null
              && metadata.getAnnotations().containsKey(JOB_ANNOTATION);
      if (!ours) {
        return Optional.of(
            named
                + " exists and was not created by a signing job; hint: delete it, or set options.modelSignatureName");
      }
      if (!Unreadable.isReadable(existing.get())) {
        return Optional.of(
            named
                + " has fields that cannot be read and would be lost; hint: set options.modelSignatureName");
      }
      var mine = job.getSpec().source.persistentVolumeClaim;
      var theirs = existing.get().getSpec().source.persistentVolumeClaim;
      boolean sameSource =
          theirs != null
              && mine.claimName.equals(theirs.claimName)
              && Objects.requireNonNullElse(mine.subPath, "")
                  .equals(Objects.requireNonNullElse(theirs.subPath, ""));
      return sameSource
          ? Optional.empty()
          : Optional.of(named + " is for another source; hint: set options.modelSignatureName");
    }

    /** The resource to write; the existing one with its bundle replaced, or a new one. */
    ModelSignature with(ModelSigningJob job, byte[] bundle, Optional<ModelSignature> existing) {
      ModelSignature resource = existing.orElseGet(() -> blank(job));
      resource.getMetadata().getAnnotations().put(JOB_ANNOTATION, job.getMetadata().getUid());
      var signature = new SignatureSource();
      signature.inline = new InlineSignature();
      signature.inline.bundle = new String(bundle, StandardCharsets.UTF_8);
      resource.getSpec().signature = signature;
      return resource;
    }

    private ModelSignature blank(ModelSigningJob job) {
      var resource = new ModelSignature();
      resource.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(job.getMetadata().getNamespace())
              .withName(name)
              .addToLabels(MANAGED_BY_LABEL, MANAGED_BY)
              .addToAnnotations(Map.of(JOB_ANNOTATION, job.getMetadata().getUid()))
              .build());
      var spec = new ModelSignatureSpec();
      spec.source = new ModelSource();
      spec.source.persistentVolumeClaim = job.getSpec().source.persistentVolumeClaim;
      spec.verification = verification(job.getSpec().measurement);
      resource.setSpec(spec);
      return resource;
    }

    /** Where and how the files could be read for signing, they can be read for verification. */
    private static @Nullable VerificationOptions verification(
        @Nullable VerificationOptions measurement) {
      if (measurement == null) {
        return null;
      }
      var options = new VerificationOptions();
      options.parallelism = measurement.parallelism;
      options.timeoutSeconds = measurement.timeoutSeconds;
      options.interval = measurement.interval;
      options.fingerprintInterval = measurement.fingerprintInterval;
      options.cachePolicy = measurement.cachePolicy;
      options.runAsUser = measurement.runAsUser;
      options.runAsGroup = measurement.runAsGroup;
      options.supplementalGroups = measurement.supplementalGroups;
      options.resources = measurement.resources;
      options.placement = measurement.placement;
      options.imagePullSecrets = measurement.imagePullSecrets;
      return options;
    }
  }
}
