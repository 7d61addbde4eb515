// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** How far signing is. Only the operator writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
    """
    How far signing is. Only the operator writes it.
    """)
public final class ModelSigningJobStatus {
  @JsonPropertyDescription(
      """
      Generation of the resource (metadata.generation) that this status describes.
      """)
  public Long observedGeneration;

  @JsonPropertyDescription(
      """
      How far the job is. Pending: waits, for example for its claim to be bound or for writers to
      end. Measuring: a Job hashes the files. AwaitingApproval: manifest.digest is signed once
      spec.approvedDigests lists it. Succeeded: the ModelSignature holds the bundle.
      Failed: not signed. Succeeded and Failed are final.
      """)
  public SigningState state;

  @JsonPropertyDescription(
      """
      Why the state is what it is, as one CamelCase word. docs/reference/reasons.md lists them.
      Example: Signed.
      """)
  public String reason;

  @JsonPropertyDescription(
      """
      Why the state is what it is, as a sentence. At most 2048 characters.
      """)
  public String message;

  @JsonPropertyDescription(
      """
      Since when the job waits for its claim, for writers to end or for its ClusterModelSigningJob;
      reason says for which. It fails when that has lasted for ten minutes. RFC 3339, UTC. Example:
      2026-11-21T10:35:29Z. Absent while it waits for none of these.
      """)
  public String waitingSince;

  @JsonPropertyDescription(
      """
      The claim as the job saw it first. If another claim or volume has its name later, the job
      fails and signs nothing.
      """)
  public PinnedClaim pinned;

  @JsonPropertyDescription(
      """
      The volume that is measured.
      """)
  public VolumeStatus volume;

  @JsonPropertyDescription(
      """
      The measurement that is running, or the last one.
      """)
  public MeasurementStatus measurement;

  @JsonPropertyDescription(
      """
      What waits for approval, or was signed. Present when state is AwaitingApproval or Succeeded.
      """)
  public ManifestStatus manifest;

  @JsonPropertyDescription(
      """
      Progress of the running measurement. Absent when none runs or nothing has been reported yet.
      """)
  public ProgressStatus progress;

  @JsonPropertyDescription(
      """
      Name of the ModelSignature, in the same namespace, that holds the bundle. Present when state
      is Succeeded.
      """)
  public String modelSignature;

  @JsonPropertyDescription(
      """
      Fingerprint of the signing key: SHA-256 over the PEM text of its SubjectPublicKeyInfo, 64
      hexadecimal digits. Present when state is Succeeded.
      """)
  public String keyFingerprint;

  @JsonPropertyDescription(
      """
      When the job ended, signed or not. RFC 3339, UTC. Example: 2026-11-21T10:35:29Z. Absent
      while the job runs.
      """)
  public String completedAt;

  @JsonPropertyDescription(
      """
      Conditions that follow the kstatus conventions. Complete: the model is signed. Failed: the
      job has ended without a signature. Reconciling: work is under way. Stalled: the job has
      failed and is not tried again.
      """)
  public List<Condition> conditions;
}
