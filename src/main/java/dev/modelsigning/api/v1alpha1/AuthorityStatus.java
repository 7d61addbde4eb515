// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** What the operator made of one authority. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class AuthorityStatus {
  @JsonPropertyDescription(
      """
      Name of the authority in spec.authorities.
      """)
  @Required
  public String name;

  @JsonPropertyDescription(
      """
      Digest over everything that decides which signatures the authority accepts: its method, its
      key, certificates or trusted root, also those that it refers to, and its rules; not its name. A ModelSignature
      that lists it among the digests of its signature satisfies the policy. Form: sha256: and 64
      hexadecimal digits.
      """)
  @Required
  public String digest;

  @JsonPropertyDescription(
      """
      Fingerprint of the entry in spec.authorities that the digest is of. By it the webhook tells
      whether the entry has been edited since. Form: sha256: and 64 hexadecimal digits.
      """)
  @Required
  public String fingerprint;
}
