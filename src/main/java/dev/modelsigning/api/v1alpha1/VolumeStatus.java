// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a claim stood for when it was measured. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VolumeStatus {
  @JsonPropertyDescription(
      """
      Digest over what selects the bytes behind the claim: the UIDs of the claim and the volume,
      the source of the volume, its mount options and its volume mode. Form: sha256: and 64
      hexadecimal digits. A verdict holds for this identity only.
      """)
  public String identity;

  @JsonPropertyDescription(
      """
      UID of the claim. A claim that is deleted and created again has another one.
      """)
  public String claimUid;

  @JsonPropertyDescription(
      """
      Name of the PersistentVolume that is bound to the claim.
      """)
  public String persistentVolumeName;

  @JsonPropertyDescription(
      """
      UID of the PersistentVolume.
      """)
  public String persistentVolumeUid;

  @JsonPropertyDescription(
      """
      Directory of the model, relative to the root of the volume. Absent: the root.
      """)
  public String subPath;
}
