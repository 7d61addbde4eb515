// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Whose signature counts under a namespaced policy: exactly one of key, certificate and keyless is
 * set. Nothing in it refers to a Secret: whoever writes a namespace's policies must not have the
 * operator read Secrets for them.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.key), has(self.certificate), has(self.keyless)].exists_one(set, set)",
    message =
        "an authority must have exactly one of key, certificate, keyless: to trust several, write an authority for each, such as 'release-key' and 'release-ca'")
@ValidationRule(
    value =
        "!has(self.certificate) || !has(self.certificate.caBundle) || self.certificate.caBundle.size() <= 16384",
    message =
        "certificate.caBundle of a ModelTrustPolicy must have at most 16384 characters: leave out certificates that issue none of the signers")
@ValidationRule(
    value =
        "!has(self.certificate) || !has(self.certificate.timestampAuthorities) || self.certificate.timestampAuthorities.all(t, !has(t.secretKeyRef))",
    message =
        "a ModelTrustPolicy cannot name Secrets: write the certificates of the timestamp authority into chain, such as the output of 'cat tsa.crt tsa-ca.crt'")
public final class NamespacedAuthority {
  @JsonPropertyDescription(
      """
      Name of the authority, unique in the policy. 1 to 63 lowercase letters, digits and '-'.
      Verdicts and refusals show it. Example: team-key.
      """)
  @Required
  @Size(min = 1, max = 63)
  @ValidationRule(
      value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
      message = "must be a short name of lowercase letters, digits and '-', such as 'team-key'")
  public String name;

  @JsonPropertyDescription(
      """
      A public key: signatures made with its private key count.
      """)
  public NamespacedKey key;

  @JsonPropertyDescription(
      """
      A certificate authority: signatures by holders of its certificates count. At most 16384
      characters of certificates.
      """)
  public TrustedCertificate certificate;

  @JsonPropertyDescription(
      """
      Identities that a Sigstore instance certifies: keyless signatures by them count. The instance
      is the public good one, or a ModelTrustRoot of the cluster.
      """)
  public TrustedIdentity keyless;
}
