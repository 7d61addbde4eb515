// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Whose signature counts: exactly one of key, certificate. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.key) != has(self.certificate)",
    message = "an authority must have exactly one of key, certificate: make two authorities of two")
public final class TrustAuthority {
  @JsonPropertyDescription("Name shown in verdicts, unique in the policy.")
  @Required
  @Size(min = 1, max = 63)
  @ValidationRule(
      value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
      message = "must be a short name of lower case letters, digits and '-', as in 'release-key'")
  public String name;

  @JsonPropertyDescription("A public key.")
  public TrustedKey key;

  @JsonPropertyDescription("A certificate authority.")
  public TrustedCertificate certificate;
}
