// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One run of the measuring Job. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class MeasurementStatus {
  @JsonPropertyDescription("Name of the Job.")
  public String jobName;

  @JsonPropertyDescription("UID of the Job the operator created.")
  public String jobUid;

  @JsonPropertyDescription("Nonce the Job has to repeat.")
  public String nonce;

  @JsonPropertyDescription("Node the Job is bound to, where the volume is attached; absent: any.")
  public String nodeName;

  @JsonPropertyDescription("Volume identity when the Job was created.")
  public String volumeIdentity;

  @JsonPropertyDescription("Generation the Job was created for.")
  public Long generation;

  @JsonPropertyDescription("Digest of the inline or ConfigMap bundle the Job was created for.")
  public String bundleDigest;

  @JsonPropertyDescription("When the Job was created (RFC 3339).")
  public String startedAt;

  @JsonPropertyDescription("When its evidence was accepted (RFC 3339).")
  public String completedAt;

  @JsonPropertyDescription("Failed runs in a row.")
  public Integer attempts;

  @JsonPropertyDescription("When the next run may start, after a failed one (RFC 3339).")
  public String retryAt;

  @JsonPropertyDescription("Why the last run failed, in one CamelCase word.")
  public String failureReason;

  @JsonPropertyDescription("Why the last run failed, in a sentence.")
  public String failureMessage;
}
