// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** What one policy says. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyVerdict {
  @JsonPropertyDescription("Name of the ClusterModelTrustPolicy.")
  @Required
  public String name;

  @JsonPropertyDescription("Generation of the policy this verdict speaks of.")
  public Long generation;

  @JsonPropertyDescription("UID of the policy.")
  public String uid;

  @JsonPropertyDescription("Verified, Rejected or Unknown.")
  public VerdictState verdict;

  @JsonPropertyDescription("Why, in one CamelCase word.")
  public String reason;

  @JsonPropertyDescription("What was found and what was wanted.")
  public String message;

  @JsonPropertyDescription("The authority that matched.")
  public String authority;

  @JsonPropertyDescription("When this verdict ends by itself: the certificate expires (RFC 3339).")
  public String validUntil;
}
