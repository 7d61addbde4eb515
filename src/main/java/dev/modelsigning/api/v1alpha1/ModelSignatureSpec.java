// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What to verify: a model source and its detached signature. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ModelSignatureSpec {
  @JsonPropertyDescription("The volume that holds the model. Immutable.")
  @Required
  @ValidationRule(
      value = CelRules.IMMUTABLE,
      message = "source is immutable: create another ModelSignature for another source")
  public ModelSource source;

  @JsonPropertyDescription(
      "Where the OMS bundle is: exactly one of file, inline, configMapKeyRef. Default: the file model.sig in the model directory.")
  public SignatureSource signature;

  @JsonPropertyDescription("How the measuring Job runs.")
  public VerificationOptions verification;
}
