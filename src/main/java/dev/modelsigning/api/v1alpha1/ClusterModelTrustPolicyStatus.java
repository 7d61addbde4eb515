// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Whether the policy could be used. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ClusterModelTrustPolicyStatus {
  @JsonPropertyDescription("Generation this status speaks of.")
  public Long observedGeneration;

  @JsonPropertyDescription("Ready.")
  public List<Condition> conditions;
}
