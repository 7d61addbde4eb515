package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What is left out, and the name of the result. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SigningOptions {
  @JsonPropertyDescription("Paths relative to the model that are not signed.")
  @Size(max = 128)
  public List<String> ignorePaths;

  @JsonPropertyDescription("Name of the ModelSignature to write; default: the name of the claim.")
  public String modelSignatureName;
}
