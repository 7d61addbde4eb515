package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** Which namespaces, which authorities, how strict. */
@JsonInclude(JsonInclude.Include.NON_NULL)
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
  public List<TrustAuthority> authorities;

  @JsonPropertyDescription("What else a pod must do.")
  public PolicyRequirements requirements;

  @JsonPropertyDescription("Model sources that cannot be verified.")
  public UnverifiableRules unverifiable;
}
