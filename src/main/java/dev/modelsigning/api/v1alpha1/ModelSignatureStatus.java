// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What the operator found out. Only the operator writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
    """
    What the operator found out. Only the operator writes it.
    """)
public final class ModelSignatureStatus {
  @JsonPropertyDescription(
      """
      Generation of the resource (metadata.generation) that this status describes. The webhook
      does not rely on a status of an older generation.
      """)
  public Long observedGeneration;

  @JsonPropertyDescription(
      """
      The verdict over all policies that select the namespace. Verified: every policy trusts the
      signer, and the volume holds exactly the signed files. Rejected: checked, and refused by at
      least one policy. Unknown: not checked yet, could not be checked, or changed since.
      """)
  public VerdictState verdict;

  @JsonPropertyDescription(
      """
      Why the verdict is what it is, as one CamelCase word. docs/reference/reasons.md lists them.
      Example: SignatureVerified.
      """)
  public String reason;

  @JsonPropertyDescription(
      """
      Why the verdict is what it is, as a sentence. At most 2048 characters.
      """)
  public String message;

  @JsonPropertyDescription(
      """
      The volume behind the claim, as the operator sees it. Absent while the claim is not bound, and
      for an image.
      """)
  public VolumeStatus volume;

  @JsonPropertyDescription(
      """
      The verdicts on a volume that is a directory of its node (local, hostPath) and that several
      nodes can mount: one entry for each of them, since each may hold other files. The verdict of
      the resource is the worst of them; a pod on a node is decided by the verdict of that node. At
      most 8. Of an image, one entry for each platform of the cluster's nodes, at most 4. Absent for
      other volumes, while one node alone can mount the volume, and while all nodes have one
      platform.
      """)
  public List<NodeVerdictStatus> nodes;

  @JsonPropertyDescription(
      """
      What the image of spec.source.image stands for on the cluster's nodes. Absent for a claim.
      """)
  public ImageStatus image;

  @JsonPropertyDescription(
      """
      Pods that may write to the volume now: those that mount it for writing or can undo a
      read-only mount, until every container is known to have ended. A pod that was deleted before
      that counts until its grace period and 30 seconds are over. At most 20, and one that stands
      for the rest. Absent when there is none.
      """)
  public List<WriterStatus> writers;

  @JsonPropertyDescription(
      """
      The measurement that is running, or the last one. Absent where status.nodes has one for each
      node.
      """)
  public MeasurementStatus measurement;

  @JsonPropertyDescription(
      """
      The completed measurement on which the verdict rests while the model is measured again
      (spec.verification.interval), or its fingerprint is compared (fingerprintInterval). Absent when none runs: then status.measurement is that one.
      """)
  public MeasurementStatus standing;

  @JsonPropertyDescription(
      """
      What was measured. Absent until a measurement has been accepted, and where status.nodes says
      what was measured on each node.
      """)
  public ManifestStatus manifest;

  @JsonPropertyDescription(
      """
      The content for which the verdict was Verified last, and since when the volume holds
      something else. It stays while the verdict is Unknown. Absent when the verdict on this volume
      has never been Verified.
      """)
  public VerifiedContentStatus verifiedContent;

  @JsonPropertyDescription(
      """
      Who signed. Present only when at least one policy trusts the signature; where status.nodes has
      several, only when all of them have the same signer.
      """)
  public SignerStatus signer;

  @JsonPropertyDescription(
      """
      The signatures of the model, and the authorities that accept them. The webhook decides by
      these: a policy is satisfied by a signature whose content matches and that one of its
      present authorities accepts. At most 8. Absent where status.nodes has those of each node.
      """)
  public List<JudgedSignature> signatures;

  @JsonPropertyDescription(
      """
      The verdict of each ClusterModelTrustPolicy that selects the namespace, and of each
      ModelTrustPolicy of the namespace that is in force, whatever its mode.
      For people: it follows an edit of a policy some time later. At most 1000.
      """)
  public List<PolicyVerdict> policies;

  @JsonPropertyDescription(
      """
      Progress of the running measurement. Absent when none runs or nothing has been reported yet.
      """)
  public ProgressStatus progress;

  @JsonPropertyDescription(
      """
      When the current verdict was reached, or the last Verified or Rejected one while the verdict
      is Unknown. RFC 3339, UTC. Example: 2026-11-21T10:35:29Z.
      """)
  public String lastVerification;

  @JsonPropertyDescription(
      """
      When the metadata of all files was last found as the measurement left it
      (spec.verification.fingerprintInterval). RFC 3339, UTC. Absent when it was not compared since
      the measurement on which the verdict rests. Example: 2026-11-21T10:35:29.123Z.
      """)
  public String lastFingerprint;

  @JsonPropertyDescription(
      """
      Conditions that follow the kstatus conventions. Ready and Verified: the verdict is Verified;
      Verified is Unknown where the verdict is. SignatureValid: every policy trusts the signature,
      whatever the files are. WriteProtected: no pod mounts the claim for writing. Reconciling:
      work is under way. Stalled: not Ready, and nothing changes until somebody acts.
      """)
  public List<Condition> conditions;
}
