// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.List;

/** The measured files. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ManifestStatus {
  @JsonPropertyDescription(
      """
      Digest over the names and digests of all files, which identifies the content of the model.
      Form: sha256: and 64 hexadecimal digits. Equal files that are hashed in the same way give
      equal digests.
      """)
  public String digest;

  @JsonPropertyDescription(
      """
      How the files were hashed: of a ModelSignature as its bundle says, of a signing job as its
      options and the sizes of the files decided. Absent in what an earlier release wrote.
      """)
  public SerializationStatus serialization;

  @JsonPropertyDescription(
      """
      Number of files that were hashed.
      """)
  public Long files;

  @JsonPropertyDescription(
      """
      Number of bytes that were hashed.
      """)
  public Long bytes;

  @JsonPropertyDescription(
      """
      Digest over the metadata of all files and of bundles among them: names, sizes, inodes, and
      times of the last write and change in nanoseconds; and over the number and size of what lies
      at ignored paths. Form: sha256: and 64 hexadecimal digits. spec.verification.fingerprintInterval compares it. Absent when a file had been
      changed less than two seconds before the measurement, or an earlier release measured.
      """)
  public String fingerprint;

  @JsonPropertyDescription(
      """
      What lies at paths that the signature leaves out, apart from the bundle itself and
      .gitattributes and .gitignore of up to 16 KiB. Nobody signed it. A policy refuses the model
      unless it names the path in models.ignoredPaths. At most as many entries as fit into 2 KiB.
      """)
  public List<IgnoredPathStatus> ignored;

  @JsonPropertyDescription(
      """
      Number of further such paths that are not listed, which every policy refuses.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer ignoredMore;

  @JsonPropertyDescription(
      """
      What lies beside the model, in the directories that lead to it from the root of the volume;
      paths relative to that root. ModelSignatures cover a directory together when one of them
      covers each path. At most as many as fit into 640 bytes. Absent when the source has no
      subPath.
      """)
  public List<String> siblings;

  @JsonPropertyDescription(
      """
      Number of further such paths at least. When it is not 0, the ModelSignature covers nothing
      together with others.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer siblingsMore;

  @JsonPropertyDescription(
      """
      SHA-256 digest of the bundle that was checked or written. Form: sha256: and 64 hexadecimal
      digits.
      """)
  public String bundleDigest;

  @JsonPropertyDescription(
      """
      Name of the ConfigMap in the operator's namespace that leads to the measured manifest and the
      bundle. They let the operator judge a changed policy without hashing the model again. It is
      missing when no policy trusts a signature over these files and the namespace has no room left. Example: oms-evidence-0b1f4c1e-5a3c-4a53-9f37-3a1f5b7c2d10.
      """)
  public String evidenceRef;
}
