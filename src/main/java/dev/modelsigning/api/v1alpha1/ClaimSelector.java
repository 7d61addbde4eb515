package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** Claims by their labels, over namespaces by theirs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ClaimSelector {
  @JsonPropertyDescription("Selects the namespaces.")
  @Required
  public LabelSelector namespaceSelector;

  @JsonPropertyDescription("Selects the claims.")
  @Required
  public LabelSelector claimSelector;
}
