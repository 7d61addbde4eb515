// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** Who signed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SignerStatus {
  @JsonPropertyDescription("key or certificate.")
  public String method;

  @JsonPropertyDescription("Subject or key fingerprint, for people.")
  public String subject;

  @JsonPropertyDescription("SHA-256 of the SubjectPublicKeyInfo PEM.")
  public String keyFingerprint;

  @JsonPropertyDescription("Names in the certificate.")
  public List<String> subjectAltNames;

  @JsonPropertyDescription("Policy and authority that trust it.")
  public String authority;
}
