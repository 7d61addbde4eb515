// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One run of the measuring Job. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class MeasurementStatus {
  @JsonPropertyDescription(
      """
      What the Job does. Full: it reads and hashes all files. Fingerprint: it compares only the
      metadata of the files (spec.verification.fingerprintInterval). Absent: Full.
      """)
  public MeasurementKind kind;

  @JsonPropertyDescription(
      """
      Name of the measuring Job, in the namespace of this resource. Example:
      oms-verify-minilm-3f9c1e07ab.
      """)
  public String jobName;

  @JsonPropertyDescription(
      """
      UID of the measuring Job. The operator accepts results from this Job only.
      """)
  public String jobUid;

  @JsonPropertyDescription(
      """
      Random value, 32 hexadecimal digits, that the Job must repeat in its report. It ties a
      report to one run.
      """)
  public String nonce;

  @JsonPropertyDescription(
      """
      Node that the Job must run on, because the volume can be mounted there only: it is attached
      to one node at a time, or is a directory of that node. Absent: any node.
      """)
  public String nodeName;

  @JsonPropertyDescription(
      """
      Identity of the volume (status.volume.identity) when the Job was created; of an image, its
      digest, '/' and the platform of the nodes. A result is discarded when the identity has changed
      since.
      """)
  public String volumeIdentity;

  @JsonPropertyDescription(
      """
      UID of the node whose directory the volume is (status.volume.nodeUid); of an image the
      platform, such as linux-amd64. Absent for other volumes.
      """)
  public String nodeUid;

  @JsonPropertyDescription(
      """
      Generation of this resource that the Job was created for.
      """)
  public Long generation;

  @JsonPropertyDescription(
      """
      Digest of the inline or ConfigMap bundle that the Job was created for. Absent when the
      bundle is a file on the volume. Empty once the bundle was missing: what was measured counts
      for the next one, if that is over the same files.
      """)
  public String bundleDigest;

  @JsonPropertyDescription(
      """
      When the Job was created. RFC 3339, UTC. Example: 2026-11-21T10:35:29.123Z.
      """)
  public String startedAt;

  @JsonPropertyDescription(
      """
      When the result of the Job was accepted. RFC 3339, UTC. Absent while the measurement runs.
      """)
  public String completedAt;

  @JsonPropertyDescription(
      """
      Digest over what the specification said about how to measure. The run counts for another
      generation that says the same, such as after an edit of suspend or of an interval. Form:
      sha256: and 64 hexadecimal digits.
      """)
  @Size(max = 71)
  public String specDigest;

  @JsonPropertyDescription(
      """
      Value of the annotation modelsigning.dev/measure-again when the run began, which it answers.
      """)
  @Size(max = 1024)
  public String measureAgain;

  @JsonPropertyDescription(
      """
      Number of failed runs since the last success. 0 after a success.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer attempts;

  @JsonPropertyDescription(
      """
      When the next run may start after a failed one. RFC 3339, UTC. The pause doubles with each
      failure, from 10 seconds to 10 minutes unless the operator is configured otherwise.
      """)
  public String retryAt;

  @JsonPropertyDescription(
      """
      Why the last run failed, as one CamelCase word. Example: SpecChanged.
      """)
  public String failureReason;

  @JsonPropertyDescription(
      """
      Why the last run failed, as a sentence.
      """)
  public String failureMessage;

  @JsonPropertyDescription(
      """
      What the cluster added to the measuring pod: fields, variables, containers. It was judged to be
      unable to change which bytes are read or what is reported about them. Absent when nothing was
      added that is worth mentioning. Example: ["container istio-proxy (image istio/proxyv2:1.27.0)"].
      """)
  @Size(max = 16)
  public List<@Size(max = 256) String> podAdditions;
}
