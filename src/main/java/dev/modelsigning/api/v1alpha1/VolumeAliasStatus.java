// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Another volume with the same storage behind it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VolumeAliasStatus {
  @JsonPropertyDescription(
      """
      Name of the other PersistentVolume.
      """)
  public String persistentVolumeName;

  @JsonPropertyDescription(
      """
      Namespace of the claim that the other volume is bound to.
      """)
  public String namespace;

  @JsonPropertyDescription(
      """
      Name of the claim that the other volume is bound to.
      """)
  public String claimName;
}
