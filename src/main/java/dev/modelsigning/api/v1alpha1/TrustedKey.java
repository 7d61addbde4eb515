// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A public key: exactly one of publicKey and secretKeyRef is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.publicKey) != has(self.secretKeyRef)",
    message =
        "key must have exactly one of publicKey, secretKeyRef, such as {secretKeyRef: {name: release-key, key: public.pem}}: keep one and remove the other")
@ValidationRule(
    value = "!has(self.publicKey) || !self.publicKey.contains('PRIVATE KEY')",
    fieldPath = ".publicKey",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
public final class TrustedKey {
  @JsonPropertyDescription(
      """
      The public key as PEM text (BEGIN PUBLIC KEY): elliptic curve P-256, P-384 or P-521, and with
      experimental of the authority also ML-DSA. At most 8192 characters. Example: the output of
      'openssl pkey -in private.pem -pubout'.
      """)
  @Size(max = CelRules.PUBLIC_KEY_LENGTH)
  @ValidationRule(
      value =
          "self.contains('PRIVATE KEY') || (self.trim().startsWith('-----BEGIN PUBLIC KEY-----') && self.trim().endsWith('-----END PUBLIC KEY-----') && self.trim().split('-----BEGIN ').size() == 2)",
      message =
          "must be exactly one PEM block from '-----BEGIN PUBLIC KEY-----' to '-----END PUBLIC KEY-----', such as the output of 'openssl pkey -pubout'")
  public String publicKey;

  @JsonPropertyDescription(
      """
      A key of a Secret in the operator's namespace that holds the public key as PEM text. A
      change of the Secret takes effect at once.
      """)
  public SecretKeyReference secretKeyRef;
}
