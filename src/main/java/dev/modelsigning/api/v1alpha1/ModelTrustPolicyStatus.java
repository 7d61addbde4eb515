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
public final class ModelTrustPolicyStatus {
  @JsonPropertyDescription(
      """
      Generation of the policy (metadata.generation) that this status describes.
      """)
  public Long observedGeneration;

  @JsonPropertyDescription(
      """
      What the operator made of each authority. The webhook compares the digests with those that
      the ModelSignatures list. Empty while one of the authorities cannot be used. When a trusted
      root has gained keys, the digests of before follow: what was authenticated with it counts on
      while it is judged again. At most 64.
      """)
  public List<AuthorityStatus> authorities;

  @JsonPropertyDescription(
      """
      When the operator last confirmed this status: its sign of life, renewed several times within
      requirements.staleAfter while the policy is one of those that count. After that time without
      one no verdict satisfies the policy. RFC 3339, UTC. Example: 2026-11-21T10:35:29Z.
      """)
  public String checkedAt;

  @JsonPropertyDescription(
      """
      Conditions that follow the kstatus conventions. Ready: every authority could be read and can
      be used. InForce: the API server asks the webhook about the pods of the namespace for this
      policy; False with TooManyPolicies when 4 older policies of the namespace are in force, with
      NamespaceExempt in a namespace that is never judged, and with NoRoom when the webhook
      configuration is full. Stalled: an authority cannot be used until somebody corrects it; while
      that is so, no signature satisfies the policy. Reconciling: the policy could not be checked
      and will be checked again.
      """)
  public List<Condition> conditions;
}
