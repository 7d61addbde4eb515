// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The claim that a signing job selected, whatever has its name later. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PinnedClaim {
  @JsonPropertyDescription(
      """
      UID of the claim. A claim that is deleted and created again has another one, and is not
      signed.
      """)
  @Required
  public String claimUid;

  @JsonPropertyDescription(
      """
      Identity of the volume, as in status.volume.identity of a ModelSignature. Absent until the
      claim is bound for the first time. Form: sha256: and 64 hexadecimal digits.
      """)
  public String volumeIdentity;
}
