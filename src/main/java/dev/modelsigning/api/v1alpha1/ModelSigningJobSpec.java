// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What to sign, and with what. Immutable. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.IMMUTABLE,
    message =
        "spec is immutable, because a job signs once: create another ModelSigningJob, such as 'sign-minilm-2'")
@JsonClassDescription(
    """
    What to sign, and with which key. Immutable: a job signs once.
    """)
public final class ModelSigningJobSpec {
  @JsonPropertyDescription(
      """
      The volume and directory that hold the model to sign.
      """)
  @Required
  public ModelSource source;

  @JsonPropertyDescription(
      """
      The key that signs, or the certificate and its key. Its Secret must allow the namespace of
      this job.
      """)
  @Required
  public SignerReference signer;

  @JsonPropertyDescription(
      """
      What to leave out of the signature, and the name of the resulting ModelSignature.
      """)
  public SigningOptions options;

  @JsonPropertyDescription(
      """
      How the measuring Job runs. The resulting ModelSignature is verified with the same settings,
      except suspend.
      """)
  public VerificationOptions measurement;
}
