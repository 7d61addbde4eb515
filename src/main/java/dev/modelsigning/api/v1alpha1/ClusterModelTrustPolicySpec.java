// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

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
        "mode Enforce needs at least one entry in authorities, or no pod could ever run: add a key or a certificate authority, or set mode to Warn or Audit")
public final class ClusterModelTrustPolicySpec {
  @JsonPropertyDescription("Enforce refuses pods, Warn warns, Audit annotates.")
  @Default("Enforce")
  public PolicyMode mode;

  @JsonPropertyDescription("Which pods the policy is about.")
  @Required
  public PolicyMatch match;

  @JsonPropertyDescription("What counts as a model.")
  public ModelRules models;

  @JsonPropertyDescription("Any one of them makes a signature trusted.")
  @Size(max = 32)
  @ValidationRule(
      value = "self.all(a, self.exists_one(b, b.name == a.name))",
      message = "authorities must have names of their own: rename one of the two")
  public List<TrustAuthority> authorities;

  @JsonPropertyDescription("What else a pod must do.")
  public PolicyRequirements requirements;

  @JsonPropertyDescription("Model sources that cannot be verified.")
  public UnverifiableRules unverifiable;
}
