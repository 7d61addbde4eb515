// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A TUF repository with the trusted root of a private Sigstore. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.root) != has(self.rootConfigMapKeyRef)",
    message =
        "tuf must have exactly one of root, rootConfigMapKeyRef, such as {rootConfigMapKeyRef: {name: private-sigstore, key: root.json}}: keep one and remove the other")
@ValidationRule(
    value = "!has(self.root) || !self.root.contains('PRIVATE KEY')",
    fieldPath = ".root",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_BUNDLE,
    fieldPath = ".caBundle",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.CERTIFICATES,
    fieldPath = ".caBundle",
    message = CelRules.CERTIFICATES_MESSAGE)
@ValidationRule(
    value =
        "!has(self.root) || (self.root.trim().startsWith('{') && self.root.trim().endsWith('}'))",
    fieldPath = ".root",
    message =
        "must be the root itself, a JSON object that starts with '{': paste the content of the file root.json, not its name and not base64")
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
public final class TrustRootTuf {
  @JsonPropertyDescription(
      """
      URL of the repository's metadata, below which its targets are in 'targets/': http or https,
      without user, query and fragment. At most 2048 characters. Redirects are not followed. The
      target trusted_root.json is fetched; all files together have at most 900 KiB. Example:
      https://tuf.example.com.
      """)
  @Required
  @Size(min = 1, max = CelRules.IDENTITY_LENGTH)
  @ValidationRule(value = CelRules.SERVICE_URL, message = CelRules.SERVICE_URL_MESSAGE)
  public String mirror;

  @JsonPropertyDescription(
      """
      The root.json of the repository from which trust starts, as JSON text. It is never fetched:
      later versions count only if they are signed as it says. At most 131072 characters. Example:
      {"signed":{"_type":"root",...},...}.
      """)
  @Size(max = CelRules.TUF_ROOT_LENGTH)
  public String root;

  @JsonPropertyDescription(
      """
      A key of a ConfigMap in the operator's namespace that holds the root.json. A change of the
      ConfigMap takes effect at once.
      """)
  public TrustRootConfigMap rootConfigMapKeyRef;

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
