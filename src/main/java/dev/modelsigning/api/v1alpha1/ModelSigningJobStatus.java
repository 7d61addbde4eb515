// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** How far signing is. Written by the operator alone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ModelSigningJobStatus {
  @JsonPropertyDescription("Generation this status speaks of.")
  public Long observedGeneration;

  @JsonPropertyDescription("Pending, Measuring, Succeeded or Failed.")
  public SigningState state;

  @JsonPropertyDescription("Why, in one CamelCase word.")
  public String reason;

  @JsonPropertyDescription("Why, in a sentence.")
  public String message;

  @JsonPropertyDescription("Identity of the volume that was measured.")
  public VolumeStatus volume;

  @JsonPropertyDescription("The measurement under way or the last one.")
  public MeasurementStatus measurement;

  @JsonPropertyDescription("What was signed.")
  public ManifestStatus manifest;

  @JsonPropertyDescription("How far the running measurement is.")
  public ProgressStatus progress;

  @JsonPropertyDescription("Name of the ModelSignature with the bundle.")
  public String modelSignature;

  @JsonPropertyDescription("Fingerprint of the signing key.")
  public String keyFingerprint;

  @JsonPropertyDescription("When signing ended (RFC 3339).")
  public String completedAt;

  @JsonPropertyDescription("Complete or Failed, Reconciling.")
  public List<Condition> conditions;
}
