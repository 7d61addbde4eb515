// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** What an image source stood for when it was measured. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ImageStatus {
  @JsonPropertyDescription(
      """
      Digest of the image, which is its identity, whatever repository it comes from. Form: sha256:
      and 64 hexadecimal digits.
      """)
  @Size(max = 71)
  public String digest;

  @JsonPropertyDescription(
      """
      Directory of the model in the image. Example: /models.
      """)
  @Size(max = 4096)
  public String path;

  @JsonPropertyDescription(
      """
      Operating system and architecture of the cluster's nodes, as their labels kubernetes.io/os and
      kubernetes.io/arch say. An image may hold other files for another one, so the verdict holds
      for this one alone. Absent while nodes are of several platforms: status.nodes has a verdict
      for each. Example: linux/amd64.
      """)
  @Size(max = 127)
  public String platform;
}
