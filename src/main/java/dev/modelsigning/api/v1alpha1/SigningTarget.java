// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One claim of a ClusterModelSigningJob. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SigningTarget {
  @JsonPropertyDescription("Namespace of the claim.")
  @Required
  public String namespace;

  @JsonPropertyDescription("Name of the claim.")
  @Required
  public String claimName;

  @JsonPropertyDescription("Pending, Measuring, Succeeded or Failed.")
  public SigningState state;

  @JsonPropertyDescription("Name of the ModelSigningJob.")
  public String jobName;

  @JsonPropertyDescription("UID of the ModelSigningJob.")
  public String jobUid;

  @JsonPropertyDescription("Why it failed.")
  public String message;
}
