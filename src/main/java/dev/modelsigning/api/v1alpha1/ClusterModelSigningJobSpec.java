// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which claims to sign, and with what. Immutable except for parallelism and approvedDigests. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = ClusterModelSigningJobSpec.MUTABLE_PARTS_ASIDE,
    message =
        "spec is immutable except for parallelism and approvedDigests, because a job signs once: create another ClusterModelSigningJob, such as 'sign-all-2'")
@JsonClassDescription(
    """
    Which claims to sign, and with which key. Immutable except for parallelism and
    approvedDigests.
    """)
public final class ClusterModelSigningJobSpec {
  static final String MUTABLE_PARTS_ASIDE =
      "self.selector == oldSelf.selector && self.signer == oldSelf.signer"
          + " && has(self.options) == has(oldSelf.options)"
          + " && (!has(self.options) || self.options == oldSelf.options)"
          + " && has(self.measurement) == has(oldSelf.measurement)"
          + " && (!has(self.measurement) || self.measurement == oldSelf.measurement)"
          + " && has(self.approval) == has(oldSelf.approval)"
          + " && (!has(self.approval) || self.approval == oldSelf.approval)";

  @JsonPropertyDescription(
      """
      The claims to sign. Evaluated once, when the job starts: a claim that is created or labelled
      later is not signed, nor is one that takes the name of a selected claim. At most 1000 claims; more fail the job with reason TooManyTargets.
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
      Number of claims that are worked on at the same time. 1 to 50. Default: 2. May be changed
      later.
      """)
  @Default("2")
  @Min(1)
  @Max(50)
  public Integer parallelism;

  @JsonPropertyDescription(
      """
      How the files are hashed, and what to leave out of the signatures. Do not set
      modelSignatureName when more than one claim of a namespace is selected: each result needs a
      different name.
      """)
  public SigningOptions options;

  @JsonPropertyDescription(
      """
      How the measuring Jobs of all claims run. The resulting ModelSignatures are verified with the
      same settings. suspend cannot be true.
      """)
  @ValidationRule(value = CelRules.NOT_SUSPENDED, message = CelRules.NOT_SUSPENDED_MESSAGE)
  public VerificationOptions measurement;

  @JsonPropertyDescription(
      """
      Automatic: what is measured is signed. Manual: the status shows the digest of what was
      measured for each claim, and nothing is signed before approvedDigests lists it. Then the files are
      measured again, and signed if they still have that digest. Default: Automatic.
      """)
  @Default("Automatic")
  public SigningApproval approval;

  @JsonPropertyDescription(
      """
      Digests that may be signed when approval is Manual, as the status shows them. May be added
      at any time; with a digest that is listed from the start the files are measured only once.
      At most 1000. Example: ["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"].
      """)
  @Size(max = 1000)
  @ValidationRule(value = CelRules.DIGESTS, message = CelRules.DIGESTS_MESSAGE)
  public List<@Size(max = 71) String> approvedDigests;
}
