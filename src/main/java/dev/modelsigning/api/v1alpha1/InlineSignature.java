// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A bundle in the resource itself. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class InlineSignature {
  @JsonPropertyDescription("The Sigstore bundle as JSON text.")
  @Required
  @Size(max = CelRules.INLINE_BUNDLE_LENGTH)
  @ValidationRule(
      value = "self.trim().startsWith('{') && self.trim().endsWith('}')",
      message =
          "must be the Sigstore bundle itself, a JSON object: paste the content of the signature file, neither its name nor base64")
  @ValidationRule(value = CelRules.NO_PRIVATE_KEY, message = CelRules.NO_PRIVATE_KEY_MESSAGE)
  public String bundle;
}
