// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Which claims to sign, and with what. Immutable except for parallelism. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = ClusterModelSigningJobSpec.ALL_BUT_PARALLELISM,
    message =
        "spec is immutable except for parallelism, because a job signs once: create another ClusterModelSigningJob, such as 'sign-all-2'")
@JsonClassDescription(
    """
    Which claims to sign, and with which key. Immutable except for parallelism.
    """)
public final class ClusterModelSigningJobSpec {
  static final String ALL_BUT_PARALLELISM =
      "self.selector == oldSelf.selector && self.signer == oldSelf.signer"
          + " && has(self.options) == has(oldSelf.options)"
          + " && (!has(self.options) || self.options == oldSelf.options)"
          + " && has(self.measurement) == has(oldSelf.measurement)"
          + " && (!has(self.measurement) || self.measurement == oldSelf.measurement)";

  @JsonPropertyDescription(
      """
      The claims to sign. Evaluated once, when the job starts: a claim that is labelled later is
      not signed. At most 1000 claims; more fail the job with reason TooManyTargets.
      """)
  @Required
  public ClaimSelector selector;

  @JsonPropertyDescription(
      """
      The key that signs, or the certificate and its key.
      """)
  @Required
  public SignerReference signer;

  @JsonPropertyDescription(
      """
      Number of claims that are worked on at the same time. 1 to 50. Default: 2. The only field of
      the spec that may be changed later.
      """)
  @Default("2")
  @Min(1)
  @Max(50)
  public Integer parallelism;

  @JsonPropertyDescription(
      """
      What to leave out of the signatures. Do not set modelSignatureName when more than one claim
      of a namespace is selected: each result needs a different name.
      """)
  public SigningOptions options;

  @JsonPropertyDescription(
      """
      How the measuring Jobs of all claims run.
      """)
  public VerificationOptions measurement;
}
