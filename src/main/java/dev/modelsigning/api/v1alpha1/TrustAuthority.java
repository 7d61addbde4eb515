package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Whose signature counts: exactly one of key, certificate. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class TrustAuthority {
  @JsonPropertyDescription("Name shown in verdicts, unique in the policy.")
  @Required
  public String name;

  @JsonPropertyDescription("A public key.")
  public TrustedKey key;

  @JsonPropertyDescription("A certificate authority.")
  public TrustedCertificate certificate;
}
