package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** A bundle in a file on the volume of the model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class FileSignature {
  @JsonPropertyDescription("Path relative to the model directory.")
  @Default("model.sig")
  public String path;
}
