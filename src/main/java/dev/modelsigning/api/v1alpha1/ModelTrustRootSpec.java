// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Where the trusted root is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "[has(self.trustedRoot), has(self.configMapKeyRef), has(self.publicGood), has(self.tuf)].exists_one(set, set)",
    message =
        "spec must have exactly one of trustedRoot, configMapKeyRef, publicGood, tuf, such as {configMapKeyRef: {name: private-sigstore, key: trusted_root.json}}: keep one and remove the others")
@JsonClassDescription(
    """
    Where the trusted root is: exactly one of trustedRoot, configMapKeyRef, publicGood and tuf is
    set.
    """)
@ValidationRule(
    value = "!has(self.trustedRoot) || !self.trustedRoot.contains('PRIVATE KEY')",
    fieldPath = ".trustedRoot",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value =
        "!has(self.trustedRoot) || (self.trustedRoot.trim().startsWith('{') && self.trustedRoot.trim().endsWith('}'))",
    fieldPath = ".trustedRoot",
    message =
        "must be the trusted root itself, a JSON object that starts with '{': paste the content of the file trusted_root.json, not its name and not base64")
public final class ModelTrustRootSpec {
  @JsonPropertyDescription(
      """
      The trusted root as JSON text: the content of a trusted_root.json, or of a client trust
      configuration that contains one. At most 524288 characters. Texts above 256 KiB need
      'kubectl apply --server-side'. Example:
      {"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1",...}.
      """)
  @Size(max = CelRules.TRUSTED_ROOT_LENGTH)
  public String trustedRoot;

  @JsonPropertyDescription(
      """
      A key of a ConfigMap in the operator's namespace that holds the trusted root as JSON text, of
      at most 524288 characters. A change of the ConfigMap takes effect at once.
      """)
  public TrustRootConfigMap configMapKeyRef;

  @JsonPropertyDescription(
      """
      Sigstore's public good instance: the trusted root that ships with the release, or, with a
      mirror, the current one. Example: {mirror: 'https://tuf-repo-cdn.sigstore.dev'}.
      """)
  public TrustRootPublicGood publicGood;

  @JsonPropertyDescription(
      """
      A TUF repository, from which the operator fetches the trusted root and refreshes it. It has to
      be reachable from the operator's pod: the NetworkPolicy of the release allows the ports 443
      and 6443. Between fetches, and while the repository cannot be reached, the trusted root that
      was fetched last counts.
      """)
  public TrustRootTuf tuf;
}
