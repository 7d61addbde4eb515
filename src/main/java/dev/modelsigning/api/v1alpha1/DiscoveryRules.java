// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/** Which claims and images get a ModelSignature without anybody writing one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.claimSelector) || has(self.owners) || has(self.images)",
    message =
        "discovery must have at least one of claimSelector, owners, images, such as {claimSelector:"
            + " {matchLabels: {holds: model}}}, because otherwise nothing is discovered")
public final class DiscoveryRules {
  @JsonPropertyDescription(
      """
      Selects claims by their labels, in the namespaces that the policy selects. Must not be empty.
      Whoever may edit a namespace labels its claims: what follows is a measurement within the
      namespace's share, and no trust in what is measured. Example: {matchLabels: {holds: model}}.
      """)
  @ValidationRule(
      value = ClaimSelector.NOT_EMPTY,
      message =
          "an empty claimSelector would have every claim measured: select claims by a label that"
              + " you set on them, such as 'holds'")
  public LabelSelector claimSelector;

  @JsonPropertyDescription(
      """
      Selects claims, in the namespaces that the policy selects, by the kind of the object that owns
      them, beside those that claimSelector selects: for caches whose operator sets no label. 1 to 8
      kinds. Of a LocalModelCache or LocalModelNamespaceCache (KServe) the directory of its model is
      verified, otherwise the whole volume. Example: [{apiGroup: apps.nvidia.com, kind: NIMCache}].
      """)
  @Size(min = 1, max = 8)
  public List<DiscoveredOwner> owners;

  @JsonPropertyDescription(
      """
      Discovers images that hold models, in the namespaces that the policy selects. An empty object
      ({}) is enough. Default: absent, no image is discovered.
      """)
  public ImageDiscovery images;

  @JsonPropertyDescription(
      """
      How the Jobs of the ModelSignatures run: the spec.verification that each of them is made with,
      and which its namespace may change afterwards. Default: the defaults of a ModelSignature.
      Example: {runAsUser: 1000, interval: 24h}.
      """)
  public VerificationOptions verification;
}
