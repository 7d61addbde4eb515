// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** Who signed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SignerStatus {
  @JsonPropertyDescription(
      """
      How the signer is identified: key or certificate.
      """)
  public String method;

  @JsonPropertyDescription(
      """
      The signer, for people: the first subject alternative name or the subject of the
      certificate, or 'key' and the fingerprint. Example: models@example.com.
      """)
  public String subject;

  @JsonPropertyDescription(
      """
      Fingerprint of the signing key: SHA-256 over the PEM text of its SubjectPublicKeyInfo, 64
      hexadecimal digits.
      """)
  public String keyFingerprint;

  @JsonPropertyDescription(
      """
      DNS names, URIs and e-mail addresses in the signer's certificate. Absent for a bare key.
      """)
  public List<String> subjectAltNames;

  @JsonPropertyDescription(
      """
      The policy and the authority that trust the signer, as policy/authority. With several
      policies, the first by name. Example: production/release-key.
      """)
  public String authority;
}
