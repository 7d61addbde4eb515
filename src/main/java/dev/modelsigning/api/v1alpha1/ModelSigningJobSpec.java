// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What to sign, and with what. Immutable except for approvedDigests. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = ModelSigningJobSpec.ALL_BUT_APPROVED_DIGESTS,
    message =
        "spec is immutable except for approvedDigests, because a job signs once: create another ModelSigningJob, such as 'sign-minilm-2'")
@JsonClassDescription(
    """
    What to sign, and with which key. Immutable except for approvedDigests: a job signs once.
    """)
public final class ModelSigningJobSpec {
  static final String ALL_BUT_APPROVED_DIGESTS =
      "self.source == oldSelf.source && self.signer == oldSelf.signer"
          + " && has(self.options) == has(oldSelf.options)"
          + " && (!has(self.options) || self.options == oldSelf.options)"
          + " && has(self.measurement) == has(oldSelf.measurement)"
          + " && (!has(self.measurement) || self.measurement == oldSelf.measurement)"
          + " && has(self.approval) == has(oldSelf.approval)"
          + " && (!has(self.approval) || self.approval == oldSelf.approval)";

  @JsonPropertyDescription(
      """
      The volume and directory that hold the model to sign.
      """)
  @Required
  public SigningSource source;

  @JsonPropertyDescription(
      """
      The key that signs, or the certificate and its key. Its Secret must allow the namespace of
      this job.
      """)
  @Required
  public SignerReference signer;

  @JsonPropertyDescription(
      """
      How the files are hashed, what to leave out of the signature, and the name of the resulting
      ModelSignature.
      """)
  public SigningOptions options;

  @JsonPropertyDescription(
      """
      How the measuring Job runs. The resulting ModelSignature is verified with the same settings.
      suspend cannot be true.
      """)
  @ValidationRule(value = CelRules.NOT_SUSPENDED, message = CelRules.NOT_SUSPENDED_MESSAGE)
  public VerificationOptions measurement;

  @JsonPropertyDescription(
      """
      Automatic: what was measured is signed. Manual: the status shows the digest of what was
      measured, and nothing is signed before approvedDigests lists it. Then the files are
      measured again, and signed if they still have that digest. Default: Automatic.
      """)
  @Default("Automatic")
  public SigningApproval approval;

  @JsonPropertyDescription(
      """
      Digests that may be signed when approval is Manual, as the status shows them. May be added
      at any time; with a digest that is listed from the start the files are measured only once.
      At most 16. Example: ["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"].
      Whoever may update the job may approve.
      """)
  @Size(max = 16)
  @ValidationRule(value = CelRules.DIGESTS, message = CelRules.DIGESTS_MESSAGE)
  public List<@Size(max = 71) String> approvedDigests;
}
