// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What to sign, and with what. Immutable. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.IMMUTABLE,
    message = "spec is immutable, a job signs once: create another ModelSigningJob")
public final class ModelSigningJobSpec {
  @JsonPropertyDescription("The volume that holds the model.")
  @Required
  public ModelSource source;

  @JsonPropertyDescription("Who signs.")
  @Required
  public SignerReference signer;

  @JsonPropertyDescription("What is left out, and the name of the result.")
  public SigningOptions options;

  @JsonPropertyDescription("How the measuring Job runs.")
  public VerificationOptions measurement;
}
