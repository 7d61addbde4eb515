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
      What the operator made of each authority. The webhook compares the digests with those that
      the ModelSignatures list. Empty while one of the authorities cannot be used. When a trusted
      root has gained keys, the digests of before follow: what was authenticated with it counts on
      while it is judged again. At most 64.
      """)
  public List<AuthorityStatus> authorities;

  @JsonPropertyDescription(
      """
      When the operator last confirmed this status: its sign of life, renewed several times within
      requirements.staleAfter, and only while it sees all that it watches. After that time without
      one no verdict satisfies the policy. RFC 3339, UTC. Example: 2026-11-21T10:35:29Z.
      """)
  public String checkedAt;

  @JsonPropertyDescription(
      """
      Conditions that follow the kstatus conventions. Ready: every authority could be read and can
      be used. InForce: the webhook configuration has the entry of this policy, so that the API
      server asks the webhook about the pods of the selected namespaces; while it is not True, this
      policy may judge no pod. Discovered, with spec.discovery: every selected claim and image has its
      ModelSignature; False with TooManyDiscovered when some were left out. NamespacesSelected: False with
      SelectsNothing while no namespace has the wanted labels, True with LabelsLookMistyped while there
      are selected ones and others whose labels look mistyped, otherwise absent. ExemptionsCurrent, with
      spec.exemptions: False with ExemptionEnding when one ends within seven days, and with
      ExemptionEnded when one has ended. Stalled: an authority cannot be used until somebody corrects the
      policy or its Secret, or the namespace selector cannot be evaluated; while that is so, no
      signature satisfies the policy. Reconciling: the policy could not be checked and will be
      checked again. TrustPublished, only where spec.unverifiable.initDownloaded is RequireGate: the
      selected namespaces have the ConfigMap that gates read; while it is not True, pods with gates
      are refused.
      """)
  public List<Condition> conditions;

  @JsonPropertyDescription(
      """
      What gates need, where spec.unverifiable.initDownloaded is RequireGate. Absent while nothing
      is published; the condition TrustPublished says why.
      """)
  public GateStatus gate;

  @JsonPropertyDescription(
      """
      What the policy covers, and which running pods mode Enforce would refuse, whatever the mode
      is. Surveyed within half a minute of an edit of the policy, and of pods that were made, deleted
      or ended and of namespaces that were labelled anew, and every 10 minutes if anything else has
      changed; in a large cluster, where nobody edits the policy, so that surveys take a fiftieth of
      the time. Look at it before the mode becomes
      stricter.
      """)
  public ImpactStatus impact;
}
