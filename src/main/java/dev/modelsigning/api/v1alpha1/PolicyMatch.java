// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/**
 * Selects pods by their namespace, never by a label that their authors could omit; an administrator
 * may narrow it to pods that ask for accelerators.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyMatch {
  @JsonPropertyDescription(
      """
      Selects namespaces by their labels. Labels of pods play no part, because their authors set
      them. An empty selector ({}) selects every namespace except the exempt ones: by default
      kube-system, kube-public and kube-node-lease, and always the operator's. Example:
      {matchLabels: {models: production}}.
      """)
  @Required
  public LabelSelector namespaceSelector;

  @JsonPropertyDescription(
      """
      Narrows the policy to pods that ask for one of these resources in a request or a limit of any
      container or of the pod; pods with spec.resourceClaims are judged in any case. Names of
      extended resources, or a beginning after '/' followed by '*'. 1 to 16 entries of 3 to 253
      characters. The author of a pod decides what it asks for: one that asks for no accelerator is
      not judged, though it may serve a model on the CPU, or reach a device that its node hands to
      every container. Any pod that can write to a model's claim counts as its writer all the same.
      Default: every pod is judged. Example: ["nvidia.com/*", "amd.com/gpu", "google.com/tpu",
      "habana.ai/gaudi", "deviceclass.resource.kubernetes.io/*"].
      """)
  @Size(min = 1, max = 16)
  @ValidationRule(
      value =
          "self.all(a, a.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/([A-Za-z0-9][-A-Za-z0-9_.]*[*]?|[*])$'))",
      message =
          "accelerators must be names of extended resources such as 'nvidia.com/gpu', or a beginning followed by '*' after the '/', such as 'nvidia.com/mig-*': write the domain and the '/'")
  public List<@Size(min = 3, max = CelRules.NAME_LENGTH) String> accelerators;
}
