package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What counts as a model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ModelRules {
  @JsonPropertyDescription("Claims that are no models: exact names, or a prefix followed by *.")
  @Size(max = 64)
  public List<String> scratchClaims;
}
