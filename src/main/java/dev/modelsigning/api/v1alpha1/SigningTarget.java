// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One claim of a ClusterModelSigningJob. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SigningTarget {
  @JsonPropertyDescription(
      """
      Namespace of the claim.
      """)
  @Required
  public String namespace;

  @JsonPropertyDescription(
      """
      Name of the claim.
      """)
  @Required
  public String claimName;

  @JsonPropertyDescription(
      """
      How far this claim is: Pending, Measuring, AwaitingApproval, Succeeded or Failed. Succeeded
      and Failed are final.
      """)
  public SigningState state;

  @JsonPropertyDescription(
      """
      The claim as it was selected. If another claim or volume has its name by the time its turn
      comes, it is not signed.
      """)
  public PinnedClaim pinned;

  @JsonPropertyDescription(
      """
      Digest of the measured manifest: what waits for approval, or what was signed. Form: sha256:
      and 64 hexadecimal digits. Absent until it is known.
      """)
  public String digest;

  @JsonPropertyDescription(
      """
      Name of the ModelSigningJob that signs this claim, in the namespace of the claim. Absent
      until it exists.
      """)
  public String jobName;

  @JsonPropertyDescription(
      """
      UID of the ModelSigningJob. Only the job with this UID may use the signer.
      """)
  public String jobUid;

  @JsonPropertyDescription(
      """
      Why the claim could not be signed. Present when state is Failed.
      """)
  public String message;
}
