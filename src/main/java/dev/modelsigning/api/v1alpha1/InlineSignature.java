package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A bundle in the resource itself. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class InlineSignature {
  @JsonPropertyDescription("The Sigstore bundle as JSON text.")
  @Required
  public String bundle;
}
