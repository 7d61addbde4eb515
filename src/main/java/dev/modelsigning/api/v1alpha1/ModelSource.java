package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where a model lies: exactly one member. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ModelSource {
  @JsonPropertyDescription("A directory on a PersistentVolumeClaim of this namespace.")
  public ClaimSource persistentVolumeClaim;
}
