// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A public key that is written into the policy. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY,
    fieldPath = ".publicKey",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.PUBLIC_KEY,
    fieldPath = ".publicKey",
    message = CelRules.PUBLIC_KEY_MESSAGE)
public final class NamespacedKey {
  @JsonPropertyDescription(
      """
      The public key as PEM text (BEGIN PUBLIC KEY): elliptic curve P-256, P-384 or P-521. At most
      8192 characters. Example: the output of 'openssl pkey -in private.pem -pubout'.
      """)
  @Required
  @Size(max = CelRules.PUBLIC_KEY_LENGTH)
  public String publicKey;
}
