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
      OCI images mounted as volumes (volumes[].image) that are not Verified by their digest. Deny or
      Allow; Allow accepts every image that deny does not name, by a tag too. Default: Deny.
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
      CSI volumes without a claim (volumes[].csi), unless the driver holds credentials (such as
      secrets-store.csi.k8s.io) or is one of models.scratchDrivers, and the volume is not at a
      model path. Deny or Allow. Default: Deny.
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
      An emptyDir that one container may write to and another one mounts, at any path, unless
      models calls it scratch. This is how an init container or a sidecar passes on a downloaded
      model. Deny, Allow or RequireGate. RequireGate: admitted when an init container of the
      operator's image runs 'oms gate' on it after the last one that writes to it, with the trust
      that the operator publishes in the ConfigMap model-signature-trust of the namespace, and
      nothing writes to it afterwards; docs/guides/verified-downloads.md shows how. Default: Deny.
      """)
  @Default("Deny")
  public DownloadRule initDownloaded;

  @JsonPropertyDescription(
      """
      Volumes of every other kind. Deny or Allow. Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable other;

  @JsonPropertyDescription(
      """
      ConfigMap, Secret, projected and downward API volumes where servers look for models: at,
      above or below a usual model path (/mnt/models, /models, /model-store, /model-cache, /data
      and others, listed in docs/decision.md), one of models.modelPaths, or a path that an
      argument or a variable names as a model. Elsewhere they never count as models. Deny or
      Allow. Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable configuration;

  @JsonPropertyDescription(
      """
      Pods of several containers that share processes (shareProcessNamespace), as KServe's
      modelcar does: one container can then load what the image of another one holds. Deny, Allow
      or RequireVerified. RequireVerified: admitted when what the pod shares are modelcars as
      KServe makes them, with images by digests that are Verified for the policy, and one server
      that reads them; docs/decision.md says what else is asked. It needs requirements.images,
      because no signature covers what an image runs. Default: Deny.
      """)
  @Default("Deny")
  public ModelcarRule modelcar;

  @JsonPropertyDescription(
      """
      Arguments and environment variables of known servers that name a model to download (a
      repository ID or a URL), or let a server load more while it runs. docs/decision.md lists
      them. With the variable HF_HUB_OFFLINE=1 a repository ID is looked up locally and passes,
      unless the server is known to ignore it.
      Deny or Allow. Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable remoteArguments;

  @JsonPropertyDescription(
      """
      Paths that an argument or a variable of a known server names as a model and that no volume
      holds, or only an emptyDir of the container itself: the model comes with the image, or the
      container puts it there. A model that an image loads by itself is not seen; see
      requirements.images. Deny or Allow. Default: Deny.
      """)
  @Default("Deny")
  public Unverifiable imageContent;
}
