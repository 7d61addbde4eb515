// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** How the files are hashed when a model is signed, which the signature states. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.shardSize) || (has(self.method) && self.method == 'Shards') || ((!has(self.method) || self.method == 'Auto') && (!has(self.hashAlgorithm) || self.hashAlgorithm != 'BLAKE3'))",
    message =
        "shardSize has no meaning for whole files, as which method Files signs, and Auto with BLAKE3: omit it, or set method: Shards")
public final class SigningSerialization {
  /** Bytes of a file above which Auto signs shards: 4 GiB. */
  public static final long SHARDS_ABOVE = 4L << 30;

  /** Least bytes of a shard; smaller ones make more digests than fit into a ModelSignature. */
  public static final double LEAST_SHARD = 1_000_000;

  /** Most bytes of a shard. */
  public static final double LARGEST_SHARD = 1_000_000_000_000d;

  @JsonPropertyDescription(
      """
      What gets a digest. Files: each file. Shards: each part of shardSize bytes of a file, so that
      several processors hash one large file; files without content are not part of the signature
      then, so whoever can write may add or remove them unnoticed. Auto: Files, unless one file is
      larger than 4 GiB (4294967296 bytes), which one processor would hash alone; then Shards.
      With BLAKE3, which divides a file by itself, Auto is always Files. The measuring Job decides by
      the sizes before it reads anything; status.manifest.serialization shows the outcome. Verifiers:
      this operator and oms read all of them; the command line of the Python reference
      (model_signing) verifies Files only, so set Files where people use it. Default: Auto.
      Example: Files.
      """)
  @Default("Auto")
  public SigningMethod method;

  @JsonPropertyDescription(
      """
      Bytes of each part with Shards, except the last one of a file. 1000000 to 1000000000000.
      Small ones make large bundles: 16384 parts are the most that fit into a ModelSignature.
      Default: 1000000000, as OMS recommends. Example: 268435456.
      """)
  @Min(SigningSerialization.LEAST_SHARD)
  @Max(SigningSerialization.LARGEST_SHARD)
  public Long shardSize;

  @JsonPropertyDescription(
      """
      The digest of each file or part. SHA256: every verifier reads it. BLAKE2b: of 512 bits.
      BLAKE3: of 256 bits, the fastest for a few large files. The command line of the Python
      reference does not verify BLAKE3, nor does the Go implementation of OMS; this operator and
      oms verify all of them. Default: SHA256. Example: BLAKE3.
      """)
  @Default("SHA256")
  public HashAlgorithm hashAlgorithm;

  @JsonPropertyDescription(
      """
      Whether symbolic links in the model are followed and signed as the files they lead to. Links
      have to be relative and may not leave the model, not even on the way, except from a snapshot
      of a Hugging Face cache to its blobs. When false, a model with a link is not signed. Default:
      false.
      """)
  @Default("false")
  public Boolean allowSymlinks;
}
