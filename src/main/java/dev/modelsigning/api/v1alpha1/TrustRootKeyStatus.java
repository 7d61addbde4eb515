// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One key or certificate authority of a trusted root. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class TrustRootKeyStatus {
  @JsonPropertyDescription(
      """
      What it is for. CertificateAuthority: issues the certificates of signers. TransparencyLog:
      signs entries about signatures. CertificateLog: signs entries about certificates.
      TimestampAuthority: states when a signature existed.
      """)
  @Required
  public TrustRootKeyKind kind;

  @JsonPropertyDescription(
      """
      Address of its service as the trusted root has it, cut at 1024 characters; may be empty.
      Example: https://rekor.example.com.
      """)
  public String service;

  @JsonPropertyDescription(
      """
      From when it is valid. RFC 3339, UTC. Absent when the trusted root does not say. Example:
      2026-11-21T10:35:29Z.
      """)
  public String validFrom;

  @JsonPropertyDescription(
      """
      Until when it is valid: the earlier of what the trusted root says and of the end of its
      certificates. What was signed before stays valid. RFC 3339, UTC. Absent without an end.
      Example: 2027-11-21T10:35:29Z.
      """)
  public String validUntil;
}
