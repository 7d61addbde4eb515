// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The measured files. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ManifestStatus {
  @JsonPropertyDescription("Digest of the canonical manifest, sha256:hex.")
  public String digest;

  @JsonPropertyDescription("Number of files.")
  public Long files;

  @JsonPropertyDescription("Bytes hashed.")
  public Long bytes;

  @JsonPropertyDescription("Digest of the bundle that was checked, sha256:hex.")
  public String bundleDigest;

  @JsonPropertyDescription(
      "ConfigMap prefix in the namespace of the operator that keeps bundle and manifest.")
  public String evidenceRef;
}
