// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One signature of the model, and what it is worth. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class JudgedSignature {
  @JsonPropertyDescription(
      """
      SHA-256 over the bundle. Form: sha256: and 64 hexadecimal digits.
      """)
  public String bundleDigest;

  @JsonPropertyDescription(
      """
      Who signed. Absent while no authority accepts the signature.
      """)
  public SignerStatus signer;

  @JsonPropertyDescription(
      """
      The authorities under which the signature was authenticated, of all policies that selected
      the namespace then. The webhook relies on those whose digests a policy lists now. At most
      1000.
      """)
  public List<AcceptedBy> acceptedBy;

  @JsonPropertyDescription(
      """
      What the signer states about the model: version, license, origin, training data and whatever
      else is among the signed annotations. Those that policies asked for when the signature was
      judged (requirements.annotations) come first; of the others so many follow, by name, as have
      room in 2048 characters of names and values. At most 64. Absent while no authority accepts the
      signature. Example: [{name: dev.modelsigning/license, value: apache-2.0}].
      """)
  @Size(max = 64)
  public List<SignedAnnotation> annotations;

  @JsonPropertyDescription(
      """
      How many signed annotations had no room in annotations. Absent when all are listed. 'oms
      inspect' shows all of them. Example: 3.
      """)
  @Min(1)
  @Max(64)
  public Integer annotationsLeftOut;

  @JsonPropertyDescription(
      """
      Whether the volume holds exactly the signed files. Absent while that is not known.
      """)
  public Boolean contentMatches;
}
