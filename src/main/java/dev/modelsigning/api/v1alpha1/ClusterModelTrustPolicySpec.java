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

/** Which namespaces, which authorities, how strict. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode != 'Enforce' || (has(self.authorities) && size(self.authorities) > 0)",
    message =
        "mode Enforce needs at least one entry in authorities, because otherwise no pod could load a model: add an authority with key, certificate or keyless, such as {name: release-key, key: {secretKeyRef: {name: release-key, key: public.pem}}}, or set mode to Warn or Audit")
@JsonClassDescription(
    """
    Which namespaces the policy covers, who may sign, and how strict it is.
    """)
public final class ClusterModelTrustPolicySpec {
  @JsonPropertyDescription(
      """
      What happens to a pod that this policy does not accept. Enforce: the pod is refused. Warn:
      the pod is admitted and its author gets a warning. Audit: the pod is admitted and the
      finding is written to the audit log of the API server. Default: Enforce. Start with Audit.
      """)
  @Default("Enforce")
  public PolicyMode mode;

  @JsonPropertyDescription(
      """
      The namespaces whose pods this policy judges.
      """)
  @Required
  public PolicyMatch match;

  @JsonPropertyDescription(
      """
      What counts as a model. By default every claim that a pod mounts counts as a model, and so
      does every emptyDir that containers share.
      """)
  public ModelRules models;

  @JsonPropertyDescription(
      """
      Who may sign models. A signature by any one of them satisfies the policy. At most 32.
      Required when mode is Enforce.
      """)
  @Size(max = 32)
  @ValidationRule(
      value = "self.all(a, self.exists_one(b, b.name == a.name))",
      message =
          "the names of authorities must be unique: rename one of the two, for example to 'release-key-2'")
  public List<TrustAuthority> authorities;

  @JsonPropertyDescription(
      """
      What a pod must meet in addition to the signature.
      """)
  public PolicyRequirements requirements;

  @JsonPropertyDescription(
      """
      What to do with sources of models that cannot be verified: volumes that are not claims, and
      arguments that name a model to download. Each kind is Deny by default.
      """)
  public UnverifiableRules unverifiable;
}
