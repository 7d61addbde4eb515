// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A bundle in the resource itself. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.bundle) || !self.bundle.contains('PRIVATE KEY')",
    fieldPath = ".bundle",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value =
        "!has(self.bundle) || (self.bundle.trim().startsWith('{') && self.bundle.trim().endsWith('}'))",
    fieldPath = ".bundle",
    message =
        "must be the Sigstore bundle itself, a JSON object that starts with '{': paste the content of the signature file, such as model.sig, not its name and not base64")
public final class InlineSignature {
  @JsonPropertyDescription(
      """
      The Sigstore bundle as JSON text: the content of the file that 'oms sign' or 'model_signing
      sign' writes. At most 1048576 characters, enough for a model of some thousand files. Bundles
      above 256 KiB need 'kubectl apply --server-side'. Example:
      {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",...}.
      """)
  @Required
  @Size(max = CelRules.INLINE_BUNDLE_LENGTH)
  public String bundle;
}
