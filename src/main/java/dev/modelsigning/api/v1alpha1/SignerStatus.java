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
      How the signer is identified: key, certificate or sigstore (keyless).
      """)
  public String method;

  @JsonPropertyDescription(
      """
      The signer, for people: the identity of a keyless signer, the first subject alternative
      name or the subject of the certificate, or 'key' and the fingerprint. Example:
      models@example.com.
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
      The identity provider of a keyless signer. Absent for other methods. Example:
      https://accounts.example.com.
      """)
  public String issuer;

  @JsonPropertyDescription(
      """
      When a keyless signature was made, by the first time that a trusted log (as its integrated
      time) or timestamp authority states. RFC 3339, UTC. Absent for other methods. Example:
      2026-11-21T10:35:29Z.
      """)
  public String signedAt;

  @JsonPropertyDescription(
      """
      Index of a keyless signature in the transparency log, of its first entry. Absent for other
      methods, and without an entry. Example: 1234567.
      """)
  public Long logIndex;

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
