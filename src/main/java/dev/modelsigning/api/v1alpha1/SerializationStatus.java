// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How files were hashed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SerializationStatus {
  @JsonPropertyDescription(
      """
      Files: each file has a digest. Shards: each part of shardSize bytes of a file has one. Never
      Auto.
      """)
  public SigningMethod method;

  @JsonPropertyDescription(
      """
      Bytes of each part. Absent with Files.
      """)
  public Long shardSize;

  @JsonPropertyDescription(
      """
      The digest of each file or part: SHA256, BLAKE2b or BLAKE3.
      """)
  public HashAlgorithm hashAlgorithm;

  @JsonPropertyDescription(
      """
      Whether symbolic links were followed. When false, a link would have been refused.
      """)
  public Boolean allowSymlinks;
}
