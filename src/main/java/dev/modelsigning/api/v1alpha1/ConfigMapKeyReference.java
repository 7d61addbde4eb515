package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A bundle in a ConfigMap. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ConfigMapKeyReference {
  @JsonPropertyDescription("Name of the ConfigMap.")
  @Required
  public String name;

  @JsonPropertyDescription("Key in data or binaryData.")
  @Required
  public String key;
}
