// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** The content for which a verdict was Verified last, and whether the volume still holds it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VerifiedContentStatus {
  @JsonPropertyDescription(
      """
      Digest of the content (status.manifest.digest) when the verdict was Verified last. Form:
      sha256: and 64 hexadecimal digits.
      """)
  public String digest;

  @JsonPropertyDescription(
      """
      Digest over kinds, sizes and paths of what lay at ignored paths (status.manifest.ignored) at
      that time. Form: sha256: and 64 hexadecimal digits. Absent: nothing lay there.
      """)
  public String ignoredDigest;

  @JsonPropertyDescription(
      """
      Identity of the volume (status.volume.identity) that held it. This record ends with that
      identity.
      """)
  public String volumeIdentity;

  @JsonPropertyDescription(
      """
      UID of the node whose directory the volume is (status.volume.nodeUid). Absent for other
      volumes.
      """)
  public String nodeUid;

  @JsonPropertyDescription(
      """
      Directory of the model, relative to the root of the volume. Absent: the root.
      """)
  @Size(max = 4096)
  public String subPath;

  @JsonPropertyDescription(
      """
      When a measurement first found other content here, which was Rejected. Pods that were created
      before that may have loaded it; requirements.onDrift of a policy says what happens to them.
      RFC 3339, UTC. Example: 2026-11-21T10:35:29Z. Absent: nothing else was found, or the verdict
      has been Verified since.
      """)
  public String driftedAt;
}
