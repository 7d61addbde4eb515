// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Progress of a measurement. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ProgressStatus {
  @JsonPropertyDescription(
      """
      Number of bytes hashed so far.
      """)
  public Long bytesDone;

  @JsonPropertyDescription(
      """
      Number of bytes to hash in total.
      """)
  public Long bytesTotal;

  @JsonPropertyDescription(
      """
      Share of the bytes that is hashed, as a whole percentage, rounded down. 0 to 100.
      """)
  @Min(0)
  @Max(100)
  public Integer percent;

  @JsonPropertyDescription(
      """
      Average rate since the measuring container started, in bytes per second. Absent in the first
      second.
      """)
  public Long bytesPerSecond;
}
