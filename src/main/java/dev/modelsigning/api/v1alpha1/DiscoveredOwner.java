// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A kind of objects that own claims with models. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class DiscoveredOwner {
  @JsonPropertyDescription(
      """
      The API group of the kind, without a version; empty for the core group. At most 253
      characters. Example: apps.nvidia.com.
      """)
  @Required
  @Size(max = CelRules.NAME_LENGTH)
  public String apiGroup;

  @JsonPropertyDescription(
      """
      The kind. 1 to 63 characters. Example: NIMCache.
      """)
  @Required
  @Size(min = 1, max = 63)
  public String kind;
}
