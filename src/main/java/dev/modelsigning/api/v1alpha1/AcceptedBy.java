// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** An authority that accepts a signature. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class AcceptedBy {
  @JsonPropertyDescription(
      """
      Digest of the authority, as in status.authorities of a ClusterModelTrustPolicy. Form: sha256:
      and 64 hexadecimal digits.
      """)
  @Required
  public String digest;

  @JsonPropertyDescription(
      """
      When this ends because a certificate of the signer's chain expires. RFC 3339, UTC. Absent
      for signatures by a bare key. Example: 2027-11-21T10:35:29Z.
      """)
  public String validUntil;
}
