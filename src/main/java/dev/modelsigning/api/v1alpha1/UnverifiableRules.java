// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** What to do with each kind of model source that cannot be verified. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class UnverifiableRules {
  @JsonPropertyDescription(
      """
      OCI images mounted as volumes (volumes[].image). Deny or Allow. Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable image;

  @JsonPropertyDescription(
      """
      Directories of the node (volumes[].hostPath). Deny or Allow. Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable hostPath;

  @JsonPropertyDescription(
      """
      NFS shares that the pod mounts without a claim (volumes[].nfs). Deny or Allow. Default:
      Deny.
      """)
  @Default("Deny")
  public Unverifiable nfs;

  @JsonPropertyDescription(
      """
      CSI volumes without a claim (volumes[].csi). Deny or Allow. Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable inlineCSI;

  @JsonPropertyDescription(
      """
      Claims that are created with the pod from a template (volumes[].ephemeral). Deny or Allow.
      Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable ephemeralClaim;

  @JsonPropertyDescription(
      """
      An emptyDir that several containers mount, one of them at, above or below a usual model path
      (/mnt/models, /models, /model-store, /model-cache, /data) or inside a mounted claim. This is
      how an init container or a sidecar passes on a downloaded model. Deny or Allow. Default:
      Deny.
      """)
  @Default("Deny")
  public Unverifiable initDownloaded;

  @JsonPropertyDescription(
      """
      Volumes of every other kind that may hold a model. ConfigMap, Secret, projected and downward
      API volumes never count as models. Deny or Allow. Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable other;
}
