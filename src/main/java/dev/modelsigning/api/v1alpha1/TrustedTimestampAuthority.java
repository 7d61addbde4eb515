// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The certificates of a timestamp authority: exactly one of chain and secretKeyRef is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.chain) != has(self.secretKeyRef)",
    message =
        "a timestamp authority must have exactly one of chain, secretKeyRef, such as {secretKeyRef: {name: timestamps, key: chain.pem}}: keep one and remove the other")
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_CHAIN,
    fieldPath = ".chain",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value =
        "!has(self.chain) || self.chain.contains('PRIVATE KEY') || (self.chain.trim().startsWith('-----BEGIN CERTIFICATE-----') && self.chain.trim().endsWith('-----END CERTIFICATE-----'))",
    fieldPath = ".chain",
    message = CelRules.CERTIFICATES_MESSAGE)
@ValidationRule(
    value = CelRules.CHAIN_OF_CERTIFICATES,
    fieldPath = ".chain",
    message = CelRules.NO_CERTIFICATE_MESSAGE)
@ValidationRule(
    value = CelRules.CHAIN_OF_LONG_SEQUENCES,
    fieldPath = ".chain",
    message = CelRules.NO_CERTIFICATE_MESSAGE)
@ValidationRule(
    value = CelRules.CHAIN_OF_SEQUENCES,
    fieldPath = ".chain",
    message = CelRules.NO_CERTIFICATE_MESSAGE)
public final class TrustedTimestampAuthority {
  @JsonPropertyDescription(
      """
      The certificates as PEM text: that of its CA, and with it the authority's own, if no other
      certificate of the CA may sign timestamps. At most 32768 characters. Example: the output of
      'cat tsa.crt tsa-ca.crt'.
      """)
  @Size(max = CelRules.TIMESTAMP_CHAIN_LENGTH)
  public String chain;

  @JsonPropertyDescription(
      """
      A key of a Secret in the operator's namespace that holds the certificates as PEM text, of at
      most 32768 characters. A change of the Secret takes effect at once.
      """)
  public SecretKeyReference secretKeyRef;
}
