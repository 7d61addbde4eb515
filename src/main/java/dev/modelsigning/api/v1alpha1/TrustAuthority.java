// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Whose signature counts: exactly one of key, certificate and keyless is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.key), has(self.certificate), has(self.keyless)].exists_one(set, set)",
    message =
        "an authority must have exactly one of key, certificate, keyless: to trust several, write an authority for each, such as 'release-key' and 'release-ca'")
@ValidationRule(
    value = "!has(self.experimental) || !self.experimental || has(self.key)",
    message =
        "experimental is for keys of experimental types only: remove it, or give the authority a key, such as {experimental: true, key: {secretKeyRef: {name: release-key, key: public.pem}}}")
public final class TrustAuthority {
  @JsonPropertyDescription(
      """
      Name of the authority, unique in the policy. 1 to 63 lowercase letters, digits and '-'.
      Verdicts and refusals show it. Example: release-key.
      """)
  @Required
  @Size(min = 1, max = 63)
  @ValidationRule(
      value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
      message = "must be a short name of lowercase letters, digits and '-', such as 'release-key'")
  public String name;

  @JsonPropertyDescription(
      """
      A public key: signatures made with its private key count.
      """)
  public TrustedKey key;

  @JsonPropertyDescription(
      """
      A certificate authority: signatures by holders of its certificates count.
      """)
  public TrustedCertificate certificate;

  @JsonPropertyDescription(
      """
      Identities that a Sigstore instance certifies: keyless signatures by them count.
      """)
  public TrustedIdentity keyless;

  @JsonPropertyDescription(
      """
      Whether the key may also be of an experimental type: ML-DSA-44, ML-DSA-65 or ML-DSA-87 (FIPS
      204). OMS 1.0 does not define them, and other implementations do not verify them. Default:
      false; such a key then makes the policy unusable, and its status says so. Example: true.
      """)
  public Boolean experimental;

  @JsonPropertyDescription(
      """
      Whether bundles in the format before OMS 1.0 (predicate Digests/v0.1) by its signers count.
      Deny: they are Rejected (StatementInvalid). Allow: they count; they state less about the
      model, and what they sign is hashed as whole files with SHA-256. Default: Deny. Example: Allow.
      """)
  public LegacyBundles legacyBundles;
}
