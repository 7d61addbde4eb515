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
    value = CelRules.NO_PRIVATE_KEY,
    fieldPath = ".publicKey",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.PUBLIC_KEY,
    fieldPath = ".publicKey",
    message = CelRules.PUBLIC_KEY_MESSAGE)
public final class TrustedKey {
  @JsonPropertyDescription(
      """
      The public key as PEM text (BEGIN PUBLIC KEY): elliptic curve P-256, P-384 or P-521, and with
      experimental of the authority also ML-DSA. At most 8192 characters. Example: the output of
      'openssl pkey -in private.pem -pubout'.
      """)
  @Size(max = CelRules.PUBLIC_KEY_LENGTH)
  public String publicKey;

  @JsonPropertyDescription(
      """
      A key of a Secret in the operator's namespace that holds the public key as PEM text. A
      change of the Secret takes effect at once.
      """)
  public SecretKeyReference secretKeyRef;
}
