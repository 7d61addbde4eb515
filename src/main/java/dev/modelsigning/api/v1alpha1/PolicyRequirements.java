// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** What a pod must fulfil besides the signature. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyRequirements {
  @JsonPropertyDescription(
      """
      How a pod must mount a model. Mount: every mount of the claim is read-only, or the volume
      is. Volume: the volume itself is declared with persistentVolumeClaim.readOnly: true, which
      also binds ephemeral containers. Default: Mount.
      """)
  @Default("Mount")
  public ReadOnlyRequirement readOnly;
}
