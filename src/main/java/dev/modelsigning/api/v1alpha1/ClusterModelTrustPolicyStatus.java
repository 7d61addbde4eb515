// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Whether the policy can be used. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
    """
    Whether the policy can be used. Only the operator writes it.
    """)
public final class ClusterModelTrustPolicyStatus {
  @JsonPropertyDescription(
      """
      Generation of the policy (metadata.generation) that this status describes.
      """)
  public Long observedGeneration;

  @JsonPropertyDescription(
      """
      Conditions that follow the kstatus conventions. Ready: every authority could be read and can
      be used. Stalled: an authority cannot be used until somebody corrects the policy or its
      Secret, or the namespace selector cannot be evaluated; while that is so, no signature
      satisfies the policy. Reconciling: the policy could not be checked and will be checked again.
      """)
  public List<Condition> conditions;
}
