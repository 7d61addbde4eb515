package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A key of a Secret in the namespace of the operator. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SecretKeyReference {
  @JsonPropertyDescription("Name of the Secret.")
  @Required
  public String name;

  @JsonPropertyDescription("Key in the Secret.")
  @Required
  public String key;
}
