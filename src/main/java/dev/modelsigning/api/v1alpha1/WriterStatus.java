// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A pod that may write to the volume. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class WriterStatus {
  @JsonPropertyDescription(
      """
      Name of the pod, with its namespace and a slash in front when that is another one. The last
      entry of a full list stands for all that have no room in it. Example: loader-x7k2p.
      """)
  public String pod;

  @JsonPropertyDescription(
      """
      UID of the pod. Empty in an entry that stands for several pods.
      """)
  public String uid;

  @JsonPropertyDescription(
      """
      For how many seconds the containers of the pod may go on after its deletion: the longer one
      of its terminationGracePeriodSeconds and the grace period of its deletion.
      """)
  public Long gracePeriodSeconds;

  @JsonPropertyDescription(
      """
      Until when the containers of the pod may write, when the API does not show it any more: its
      grace period and 30 seconds after its deletion. Absent while the pod exists. RFC 3339, UTC.
      """)
  public String until;
}
