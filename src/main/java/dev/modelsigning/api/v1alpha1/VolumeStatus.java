// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a claim really was when it was measured. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VolumeStatus {
  @JsonPropertyDescription(
      "Digest over claim UID, volume UID, volume source, mount options, volume mode.")
  public String identity;

  @JsonPropertyDescription("UID of the claim.")
  public String claimUid;

  @JsonPropertyDescription("Name of the bound volume.")
  public String persistentVolumeName;

  @JsonPropertyDescription("UID of the bound volume.")
  public String persistentVolumeUid;

  @JsonPropertyDescription("Directory that was measured.")
  public String subPath;
}
