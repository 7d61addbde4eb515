// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What the operator found out about the directory of one node. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class NodeVerdictStatus {
  @JsonPropertyDescription(
      """
      Name of the node; of an image the platform, such as linux/arm64.
      """)
  @Required
  @Size(max = 253)
  public String name;

  @JsonPropertyDescription(
      """
      UID of the node. Another node of the same name holds other files. Of an image the platform.
      """)
  public String uid;

  @JsonPropertyDescription(
      """
      The verdict on the files of this node, over all policies that select the namespace. Verified:
      every policy trusts the signer, and the node holds exactly the signed files. Rejected: checked,
      and refused by at least one policy. Unknown: not checked yet, or could not be checked.
      """)
  public VerdictState verdict;

  @JsonPropertyDescription(
      """
      Why the verdict is what it is, as one CamelCase word. docs/reference/reasons.md lists them.
      Example: ContentMismatch.
      """)
  public String reason;

  @JsonPropertyDescription(
      """
      Why the verdict is what it is, as a sentence. At most 1024 characters.
      """)
  @Size(max = 1024)
  public String message;

  @JsonPropertyDescription(
      """
      When the measurement was accepted on which the verdict rests. RFC 3339, UTC. Absent while the
      node has not been measured. Example: 2026-11-21T10:35:29.123Z.
      """)
  public String measuredAt;

  @JsonPropertyDescription(
      """
      What was measured on this node; manifest.digest identifies the content. Absent until a
      measurement has been accepted.
      """)
  public ManifestStatus manifest;

  @JsonPropertyDescription(
      """
      Who signed what this node holds. Present only when at least one policy trusts the signature.
      """)
  public SignerStatus signer;

  @JsonPropertyDescription(
      """
      The signatures of what this node holds, and the authorities that accept them, at most 125 of
      each. The webhook decides by these about pods that run on this node. At most 8.
      """)
  public List<JudgedSignature> signatures;

  @JsonPropertyDescription(
      """
      The verdict of each ClusterModelTrustPolicy that selects the namespace on the files of this
      node. Messages are cut at 512 characters. At most 1000.
      """)
  public List<PolicyVerdict> policies;

  @JsonPropertyDescription(
      """
      The measurement on this node that is running, or the last one.
      """)
  public MeasurementStatus measurement;

  @JsonPropertyDescription(
      """
      The completed measurement on which the verdict rests while this node is measured again
      (spec.verification.interval), or its fingerprint is compared (fingerprintInterval). Absent
      when none runs: then measurement is that one.
      """)
  public MeasurementStatus standing;

  @JsonPropertyDescription(
      """
      Progress of the measurement that runs on this node. Absent when none runs or nothing has been
      reported yet.
      """)
  public ProgressStatus progress;

  @JsonPropertyDescription(
      """
      The content for which the verdict on this node was Verified last, and since when it holds
      something else. Absent when the verdict on this node has never been Verified.
      """)
  public VerifiedContentStatus verifiedContent;

  @JsonPropertyDescription(
      """
      When the current verdict on this node was reached, or the last Verified or Rejected one while
      the verdict is Unknown. RFC 3339, UTC. Example: 2026-11-21T10:35:29Z.
      """)
  public String lastVerification;

  @JsonPropertyDescription(
      """
      When the metadata of all files of this node was last found as the measurement left it
      (spec.verification.fingerprintInterval). RFC 3339, UTC. Absent when it was not compared since
      that measurement. Example: 2026-11-21T10:35:29.123Z.
      """)
  public String lastFingerprint;
}
