package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** A directory on a PersistentVolumeClaim. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ClaimSource {
  @JsonPropertyDescription("Name of the claim, in the namespace of this resource.")
  @Required
  public String claimName;

  @JsonPropertyDescription(
      "Directory of the model relative to the root of the volume, without .. ; default: the root.")
  public String subPath;

  @JsonPropertyDescription("How the model lies on the volume.")
  @Default("Directory")
  public VolumeLayout layout;
}
