// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How far the measurement is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ProgressStatus {
  @JsonPropertyDescription("Bytes hashed.")
  public Long bytesDone;

  @JsonPropertyDescription("Bytes to hash.")
  public Long bytesTotal;

  @JsonPropertyDescription("Per cent done.")
  public Integer percent;

  @JsonPropertyDescription("Rate since the start.")
  public Long bytesPerSecond;
}
