// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/** How the measuring Job runs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VerificationOptions {
  @JsonPropertyDescription(
      "Files hashed at the same time; default: the processors of the container.")
  @Min(1)
  @Max(64)
  public Integer parallelism;

  @JsonPropertyDescription("Seconds after which the measurement is given up (60 to 604800).")
  @Default("86400")
  @Min(60)
  @Max(604800)
  public Integer timeoutSeconds;

  @JsonPropertyDescription("What to do with the page cache.")
  @Default("Drop")
  public CachePolicy cachePolicy;

  @JsonPropertyDescription("User id that can read the files.")
  @Min(1)
  @Max(CelRules.LARGEST_ID)
  public Long runAsUser;

  @JsonPropertyDescription("Group id that can read the files.")
  @Min(1)
  @Max(CelRules.LARGEST_ID)
  public Long runAsGroup;

  @JsonPropertyDescription("Further group ids.")
  @Size(max = 16)
  public List<@Min(1) @Max(CelRules.LARGEST_ID) Long> supplementalGroups;

  @JsonPropertyDescription("Requests and limits of the measuring container.")
  @ValidationRule(
      value = "!has(self.claims) || size(self.claims) == 0",
      message =
          "resources.claims is not supported, measuring needs no device: set requests and limits only")
  public ResourceRequirements resources;

  @JsonPropertyDescription(
      "When true no new measurement is started; the verdict stays as it is until something changes.")
  @Default("false")
  public Boolean suspend;
}
