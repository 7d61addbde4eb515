// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How a model is signed, what is not signed, and the name of the result. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_IGNORE_PATHS,
    fieldPath = ".ignorePaths",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
public final class SigningOptions {
  @JsonPropertyDescription(
      """
      Files and directories that are not signed, relative to the directory of the model. At most
      128 entries of at most 1024 characters; no '..' or empty segments. Wildcards are not
      supported. Default: none. Whoever can write there can change these files unnoticed, so a
      policy refuses a model with content there unless it names the path in models.ignoredPaths.
      Example: ["logs", "README.md"].
      """)
  @Size(max = 128)
  @ValidationRule(
      value =
          "self.all(p, p.size() > 0 && !p.startsWith('/') && !('/' + p + '/').contains('/../') && !('/' + p + '/').contains('//') && !p.contains('\\u0000') && !p.matches('[*?\\\\[]'))",
      message =
          "ignorePaths must be relative to the model, without wildcards, '..' or empty segments: write 'logs/run.txt', not '/logs/run.txt' or 'logs/*'")
  public List<@Size(max = 1024) String> ignorePaths;

  @JsonPropertyDescription(
      """
      Signs Git LFS and git-annex pointers as they are. Such a small file stands for content that was
      not fetched, so by default the job fails (ContentRefused) and names it. Default: false. Example:
      true.
      """)
  public Boolean allowPointers;

  @JsonPropertyDescription(
      """
      How the files are hashed, which decides who can verify the signature. Default: as the defaults
      of its fields say, SHA-256 of whole files, or of parts of 1000000000 bytes when a file is
      larger than 4 GiB. Example: {method: Files}.
      """)
  public SigningSerialization serialization;

  @JsonPropertyDescription(
      """
      Name of the ModelSignature to write. 1 to 253 characters. Default: the name of the claim.
      One that exists is overwritten only when a signing job made it for the same source. Example:
      minilm-signed.
      """)
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
  public String modelSignatureName;
}
