// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which authorities, how strict. The namespace is the policy's own. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode != 'Enforce' || (has(self.authorities) && size(self.authorities) > 0)",
    message =
        "mode Enforce needs at least one entry in authorities, because otherwise no pod could load a model: add an authority with key, certificate or keyless, or set mode to Warn or Audit")
@ValidationRule(
    value =
        "!has(self.requirements) || !has(self.requirements.minimumMatches) || self.requirements.minimumMatches <= 1 || (has(self.authorities) && size(self.authorities) >= self.requirements.minimumMatches)",
    message =
        "requirements.minimumMatches must not be larger than the number of authorities, because otherwise no model could ever be Verified: add authorities, or lower it, for example to 1")
@ValidationRule(
    value =
        "!has(self.unverifiable) || !has(self.unverifiable.initDownloaded) || self.unverifiable.initDownloaded != 'RequireGate'",
    message =
        "unverifiable.initDownloaded of a ModelTrustPolicy cannot be RequireGate, because gates read the trust of the cluster's policies only: set it to Deny, or to Allow where a ClusterModelTrustPolicy has RequireGate")
@ValidationRule(
    value =
        "!has(self.unverifiable) || !has(self.unverifiable.modelcar) || self.unverifiable.modelcar != 'RequireVerified' || (has(self.requirements) && has(self.requirements.images) && size(self.requirements.images) > 0)",
    message =
        "unverifiable.modelcar: RequireVerified needs requirements.images, because a signature covers the files of an image and not the program that it starts: list the images of servers and the repositories of modelcars that only your release pipeline can push to, such as registry.example.com/modelcars/*")
@JsonClassDescription(
    """
    Who may sign the models of the namespace, and how strict the policy is.
    """)
public final class ModelTrustPolicySpec {
  @JsonPropertyDescription(
      """
      What happens to a pod that this policy does not accept. Enforce: the pod is refused. Warn:
      the pod is admitted and its author gets a warning. Audit: the pod is admitted and the
      finding is written to the audit log of the API server. What policies of the cluster refuse
      stays refused. Default: Enforce. Start with Audit.
      """)
  @Default("Enforce")
  public PolicyMode mode;

  @JsonPropertyDescription(
      """
      What counts as a model under this policy. What it names as scratch is scratch for this policy
      alone. By default every claim that a pod mounts counts as a model, and so does every emptyDir
      that containers share.
      """)
  public ModelRules models;

  @JsonPropertyDescription(
      """
      Who may sign models. A signature by any one of them satisfies this policy, unless
      requirements.minimumMatches wants several. At most 8. Required when mode is Enforce.
      """)
  @Size(max = 8)
  @ValidationRule(
      value = "self.all(a, self.exists_one(b, b.name == a.name))",
      message =
          "the names of authorities must be unique: rename one of the two, for example to 'release-key-2'")
  public List<NamespacedAuthority> authorities;

  @JsonPropertyDescription(
      """
      What a pod must meet in addition to the signature.
      """)
  public PolicyRequirements requirements;

  @JsonPropertyDescription(
      """
      What this policy does with sources of models that cannot be verified. Each kind is Deny by
      default. What a policy of the cluster denies stays denied.
      """)
  public UnverifiableRules unverifiable;

  @JsonPropertyDescription(
      """
      What is refused in the namespace although an authority signed it: models that turned out to be
      bad, and keys that are lost. A new entry holds with the next pod, without a measurement. After
      an entry is removed, pods wait until the operator has judged the model again. At most 32.
      Default: none. Example: [{digest: "sha256:0f2c...", reason: "poisoned, see incident 42"}].
      """)
  @Size(max = 32)
  public List<DeniedEntry> deny;
}
