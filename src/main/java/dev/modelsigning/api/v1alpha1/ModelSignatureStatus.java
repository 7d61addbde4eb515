// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What the operator found out. Written by the operator alone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ModelSignatureStatus {
  @JsonPropertyDescription("Generation this status speaks of.")
  public Long observedGeneration;

  @JsonPropertyDescription("Verified, Rejected or Unknown over all matching policies.")
  public VerdictState verdict;

  @JsonPropertyDescription("Why, in one CamelCase word.")
  public String reason;

  @JsonPropertyDescription("Why, in a sentence.")
  public String message;

  @JsonPropertyDescription("Identity of the volume that was measured.")
  public VolumeStatus volume;

  @JsonPropertyDescription("The measurement under way or the last one.")
  public MeasurementStatus measurement;

  @JsonPropertyDescription("What was measured.")
  public ManifestStatus manifest;

  @JsonPropertyDescription("Who signed, when some policy trusts the signature.")
  public SignerStatus signer;

  @JsonPropertyDescription("Verdict of each policy that selects this namespace.")
  public List<PolicyVerdict> policies;

  @JsonPropertyDescription("How far the running measurement is.")
  public ProgressStatus progress;

  @JsonPropertyDescription("When the verdict was last established (RFC 3339).")
  public String lastVerification;

  @JsonPropertyDescription("Ready, Verified, SignatureValid, WriteProtected, Reconciling, Stalled.")
  public List<Condition> conditions;
}
