// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Sigstore's public good instance. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.refreshInterval) || has(self.mirror)",
    message =
        "refreshInterval needs a mirror, because the trusted root that ships with the release is not refreshed: add mirror, such as 'https://tuf-repo-cdn.sigstore.dev', or remove refreshInterval")
@ValidationRule(
    value = "!has(self.caBundle) || has(self.mirror)",
    message =
        "caBundle needs a mirror, because nothing is called without one: add mirror, or remove caBundle")
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_BUNDLE,
    fieldPath = ".caBundle",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.CERTIFICATES,
    fieldPath = ".caBundle",
    message = CelRules.CERTIFICATES_MESSAGE)
@ValidationRule(
    value = CelRules.BUNDLE_OF_CERTIFICATES,
    fieldPath = ".caBundle",
    message = CelRules.NO_CERTIFICATE_MESSAGE)
@ValidationRule(
    value = CelRules.BUNDLE_OF_LONG_SEQUENCES,
    fieldPath = ".caBundle",
    message = CelRules.NO_CERTIFICATE_MESSAGE)
@ValidationRule(
    value = CelRules.BUNDLE_OF_SEQUENCES,
    fieldPath = ".caBundle",
    message = CelRules.NO_CERTIFICATE_MESSAGE)
public final class TrustRootPublicGood {
  @JsonPropertyDescription(
      """
      URL of a TUF repository of the public good instance, from which the operator fetches the
      trusted root: http or https, without user, query and fragment. At most 2048 characters.
      Redirects are not followed. Signatures are checked from the first root on that ships with the
      release. Until the first fetch the trusted root that ships with the release counts. Default:
      absent, the trusted root that ships with the release, without any network access. Example:
      https://tuf-repo-cdn.sigstore.dev.
      """)
  @Size(max = CelRules.IDENTITY_LENGTH)
  @ValidationRule(value = CelRules.SERVICE_URL, message = CelRules.SERVICE_URL_MESSAGE)
  public String mirror;

  @JsonPropertyDescription(
      """
      CA certificates, as PEM text, by which the mirror is recognized over https, instead of those
      that the operator's image trusts. They say nothing about the content, whose signatures are
      checked from the first root on. At most 65536 characters. Default: absent. Example: the output
      of 'cat ca.crt'.
      """)
  @Size(max = CelRules.MIRROR_CA_LENGTH)
  public String caBundle;

  @JsonPropertyDescription(
      """
      How long after a fetch the next one begins: a whole number and m (minutes), h (hours) or d
      (days), at most 6 characters. 10m to 9999d. A fetch that fails is repeated after a pause of a
      minute, which doubles up to an hour, and never exceeds the interval. Default: 24h.
      """)
  @Size(max = 6)
  @ValidationRule(value = CelRules.INTERVAL, message = CelRules.REFRESH_INTERVAL_MESSAGE)
  public String refreshInterval;
}
