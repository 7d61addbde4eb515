package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A public key: exactly one of publicKey, secretKeyRef. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class TrustedKey {
  @JsonPropertyDescription("PEM text of an EC P-256, P-384 or P-521 public key (BEGIN PUBLIC KEY).")
  public String publicKey;

  @JsonPropertyDescription("The same in a Secret of the namespace of the operator.")
  public SecretKeyReference secretKeyRef;
}
