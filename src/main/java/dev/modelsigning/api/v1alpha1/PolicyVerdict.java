// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The verdict of one policy. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyVerdict {
  @JsonPropertyDescription(
      """
      Name of the ClusterModelTrustPolicy; of a ModelTrustPolicy the namespace, '/' and the name.
      Examples: production, team-a/strict.
      """)
  @Required
  public String name;

  @JsonPropertyDescription(
      """
      UID of the policy. A policy that is deleted and created again is another policy.
      """)
  public String uid;

  @JsonPropertyDescription(
      """
      Mode of the policy when it was asked: Enforce, Warn or Audit. The overall verdict follows the
      policies with Enforce; where there is none, all of them. An edit of the mode holds at once and
      is shown here with the next change of the status; the policy says which it is now.
      """)
  public PolicyMode mode;

  @JsonPropertyDescription(
      """
      Digest over the digests of all authorities of the policy, its minimumMatches, its annotations
      and its deny entries when it was asked. The operator relies on a refusal whose evidence it no
      longer keeps only while this is the same. Form: sha256: and 64 hexadecimal digits. Absent while
      an authority cannot be used.
      """)
  public String authoritiesDigest;

  @JsonPropertyDescription(
      """
      Verified: one of the policy's authorities signed, and the volume holds exactly the signed
      files. Rejected: checked, and refused. Unknown: not checked yet, or could not be checked.
      """)
  public VerdictState verdict;

  @JsonPropertyDescription(
      """
      Why, as one CamelCase word. docs/reference/reasons.md lists them. Example: ContentMismatch.
      """)
  public String reason;

  @JsonPropertyDescription(
      """
      What was found and what the policy wants, as a sentence. At most 2048 characters.
      """)
  public String message;

  @JsonPropertyDescription(
      """
      Name of the policy's authority that trusts the signature; with requirements.minimumMatches
      the names of those that count, separated by commas. Present when the verdict is Verified.
      """)
  public String authority;

  @JsonPropertyDescription(
      """
      When the verdict ends because a certificate of the signer's chain expires. RFC 3339, UTC.
      Absent for signatures by a bare key. Example: 2027-11-21T10:35:29Z.
      """)
  public String validUntil;
}
