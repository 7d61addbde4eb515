// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** Deny or Allow for each kind of model source that cannot be verified. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class UnverifiableRules {
  @JsonPropertyDescription("Image volumes.")
  @Default("Deny")
  public Unverifiable image;

  @JsonPropertyDescription("Host paths.")
  @Default("Deny")
  public Unverifiable hostPath;

  @JsonPropertyDescription("Inline NFS volumes.")
  @Default("Deny")
  public Unverifiable nfs;

  @JsonPropertyDescription("Inline CSI volumes.")
  @Default("Deny")
  public Unverifiable inlineCSI;

  @JsonPropertyDescription("Claims made from a template in the pod.")
  @Default("Deny")
  public Unverifiable ephemeralClaim;

  @JsonPropertyDescription(
      "An emptyDir that an init container fills and another container mounts at a model path.")
  @Default("Deny")
  public Unverifiable initDownloaded;

  @JsonPropertyDescription("Every other volume kind that can hold a model.")
  @Default("Deny")
  public Unverifiable other;
}
