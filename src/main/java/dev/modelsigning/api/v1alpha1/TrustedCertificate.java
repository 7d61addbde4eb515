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
public final class TrustedCertificate {
  @JsonPropertyDescription("PEM text of one or more CA certificates.")
  @Required
  @Size(max = CelRules.CA_BUNDLE_LENGTH)
  @ValidationRule(value = CelRules.NO_PRIVATE_KEY, message = CelRules.NO_PRIVATE_KEY_MESSAGE)
  @ValidationRule(
      value =
          "self.contains('PRIVATE KEY') || (self.trim().startsWith('-----BEGIN CERTIFICATE-----') && self.trim().endsWith('-----END CERTIFICATE-----'))",
      message =
          "must be PEM text from '-----BEGIN CERTIFICATE-----' to '-----END CERTIFICATE-----': openssl x509 -outform PEM makes it")
  public String caBundle;

  @JsonPropertyDescription(
      "DNS names, URIs or e-mail addresses of which the certificate must have one; none listed: any certificate of this CA.")
  @Size(min = 1, max = 64)
  @ValidationRule(
      value = "self.all(n, n.size() > 0 && !n.matches('[*\\\\s]'))",
      message =
          "subjectAltNames are compared whole, '*' is no wildcard: write the exact names, without blanks")
  public List<@Size(min = 1, max = 1024) String> subjectAltNames;
}
