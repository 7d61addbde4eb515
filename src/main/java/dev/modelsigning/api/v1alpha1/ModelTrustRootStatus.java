// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Whether the trusted root can be used, and until when its keys are valid. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
    """
    Whether the trusted root can be used, and until when its keys are valid. Only the operator
    writes it.
    """)
public final class ModelTrustRootStatus {
  @JsonPropertyDescription(
      """
      Generation of the resource (metadata.generation) that this status describes.
      """)
  public Long observedGeneration;

  @JsonPropertyDescription(
      """
      SHA-256 over the content of the trusted root, whose spaces and line breaks do not count.
      Absent while it cannot be used. Form: sha256: and 64 hexadecimal digits.
      """)
  public String digest;

  @JsonPropertyDescription(
      """
      Number of keys and certificate authorities in the trusted root.
      """)
  @Min(0)
  @Max(1_000_000)
  public Integer keyCount;

  @JsonPropertyDescription(
      """
      The keys and certificate authorities with their validity: the first 64.
      """)
  public List<TrustRootKeyStatus> keys;

  @JsonPropertyDescription(
      """
      When the trusted root was last fetched. RFC 3339, UTC. Absent when it is not fetched, or was not
      yet. Example: 2026-11-21T10:35:29Z.
      """)
  public String lastRefresh;

  @JsonPropertyDescription(
      """
      When it is fetched next. RFC 3339, UTC. Absent when it is not fetched. Example:
      2026-11-22T10:35:29Z.
      """)
  public String nextRefresh;

  @JsonPropertyDescription(
      """
      How many fetches have failed since the last one that succeeded. Absent when none has.
      """)
  @Min(0)
  @Max(1_000_000)
  public Integer refreshFailures;

  @JsonPropertyDescription(
      """
      Conditions that follow the kstatus conventions. Ready: the trusted root was read and can be
      used. Refreshed: the last fetch succeeded; while it is False, the trusted root that was fetched
      before still counts; absent when it is not fetched. Stalled: it cannot be used until somebody corrects it; while that is so, no signature
      satisfies a policy that names it. Reconciling: the ConfigMap is missing, or the trusted root
      could not be checked and will be checked again.
      """)
  public List<Condition> conditions;
}
