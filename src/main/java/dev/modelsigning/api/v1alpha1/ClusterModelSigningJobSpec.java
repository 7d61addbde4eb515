// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Which claims to sign, and with what. Immutable but for parallelism. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = ClusterModelSigningJobSpec.ALL_BUT_PARALLELISM,
    message =
        "spec is immutable but for parallelism, a job signs once: create another ClusterModelSigningJob")
public final class ClusterModelSigningJobSpec {
  static final String ALL_BUT_PARALLELISM =
      "self.selector == oldSelf.selector && self.signer == oldSelf.signer"
          + " && has(self.options) == has(oldSelf.options)"
          + " && (!has(self.options) || self.options == oldSelf.options)"
          + " && has(self.measurement) == has(oldSelf.measurement)"
          + " && (!has(self.measurement) || self.measurement == oldSelf.measurement)";

  @JsonPropertyDescription("Which claims.")
  @Required
  public ClaimSelector selector;

  @JsonPropertyDescription("Who signs.")
  @Required
  public SignerReference signer;

  @JsonPropertyDescription("Targets worked on at the same time.")
  @Default("2")
  @Min(1)
  @Max(50)
  public Integer parallelism;

  @JsonPropertyDescription("What is left out.")
  public SigningOptions options;

  @JsonPropertyDescription("How the measuring Jobs run.")
  public VerificationOptions measurement;
}
