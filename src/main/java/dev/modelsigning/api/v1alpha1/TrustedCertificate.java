// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A certificate authority, and which of its certificates count. */
@JsonInclude(JsonInclude.Include.NON_NULL)
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
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_NAMES,
    fieldPath = ".subjectAltNameRegExps",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
public final class TrustedCertificate {
  @JsonPropertyDescription(
      """
      One or more CA certificates as PEM text. At most 131072 characters. Each is trusted as it
      is, whether it is a root or not. Certificates in a bundle only connect the signer to one of
      them. Example: the output of 'cat root.crt'.
      """)
  @Required
  @Size(max = CelRules.CA_BUNDLE_LENGTH)
  public String caBundle;

  @JsonPropertyDescription(
      """
      DNS names, URIs or e-mail addresses. The signer's certificate must contain at least one of
      them, compared as a whole, or match one of subjectAltNameRegExps. 1 to 64 entries of 1 to
      1024 characters. Default: any certificate that the CA issued counts, unless
      subjectAltNameRegExps says which. Example: ["models@example.com"].
      """)
  @Size(min = 1, max = 64)
  @ValidationRule(
      value = "self.all(n, n.size() > 0 && !n.matches('[*\\\\s]'))",
      message =
          "subjectAltNames are compared as a whole and '*' is not a wildcard: write exact names without spaces, such as 'models@example.com'")
  public List<@Size(min = 1, max = 1024) String> subjectAltNames;

  @JsonPropertyDescription(
      """
      Regular expressions (RE2). The signer's certificate must contain a DNS name, a URI or an
      e-mail address that one of them matches as a whole, or one of subjectAltNames. Each must
      include the host or domain: one that matches any name is refused. 1 to 8 entries of 1 to 512
      characters. Default: none. Example: ["https://ci\\.example\\.com/models/.*"].
      """)
  @Size(min = 1, max = 8)
  @ValidationRule(value = CelRules.NAMES_NOT_ANYONE, message = CelRules.NAMES_NOT_ANYONE_MESSAGE)
  public List<@Size(min = 1, max = 512) String> subjectAltNameRegExps;

  @JsonPropertyDescription(
      """
      Timestamp authorities (RFC 3161). When a bundle has timestamps of theirs, the chain of the
      signer's certificate must be valid at these times instead of now, so that signatures outlast
      certificates. Timestamps of other authorities are ignored; one that is damaged or over another
      signature is refused. 1 to 4. Default: none, every chain must be valid now.
      """)
  @Size(min = 1, max = 4)
  public List<TrustedTimestampAuthority> timestampAuthorities;
}
