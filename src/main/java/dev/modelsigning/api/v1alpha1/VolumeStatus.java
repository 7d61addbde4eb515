// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

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
  @Size(max = 4096)
  public String subPath;

  @JsonPropertyDescription(
      """
      The only node that can mount the volume, when it is a directory of its node (local,
      hostPath). The verdict holds on this node alone. Absent where status.nodes lists several.
      """)
  public String nodeName;

  @JsonPropertyDescription(
      """
      UID of that node. Another node of the same name holds other files.
      """)
  public String nodeUid;

  @JsonPropertyDescription(
      """
      What keeps the files as they were measured. Guarded: a policy with mode Enforce covers the
      namespace, so that pods mount the claim read-only, no pod may write to it now, and no other
      claim reaches the same storage. Mutable: not so; a pod that writes is noticed, and the model
      is measured again. Writers outside of the cluster are seen in neither case.
      """)
  public AssuranceClass assurance;

  @JsonPropertyDescription(
      """
      Other volumes through which the same storage is reached: the same CSI handle, or a directory
      on the same server or node that contains this one or lies in it. A pod that mounts one of
      their claims for writing is a writer. At most 10. Absent when there is none.
      """)
  public List<VolumeAliasStatus> aliases;
}
