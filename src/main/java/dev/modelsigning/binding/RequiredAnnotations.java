// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.SignedAnnotation;
import dev.modelsigning.text.Printable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a policy wants signatures to state ({@code requirements.annotations}). Operator and webhook
 * compare it with what the status has of each signature.
 *
 * @param wanted in the order of the policy
 */
public record RequiredAnnotations(List<RequiredAnnotation> wanted) {
  /** Copies. */
  public RequiredAnnotations {
    wanted = List.copyOf(wanted);
  }

  /** Those of a policy. */
  public static RequiredAnnotations of(ClusterModelTrustPolicy policy) {
    PolicyRequirements requirements =
        policy.getSpec() == null ? null : policy.getSpec().requirements;
    return new RequiredAnnotations(
        requirements == null || requirements.annotations == null
            ? List.of()
            : requirements.annotations);
  }

  /** Which annotation a signature lacks, in words; empty when it states all. */
  public Optional<String> objection(JudgedSignature signature) {
    return wanted.stream()
        .filter(annotation -> !isStated(annotation, signature))
        .findFirst()
        .map(RequiredAnnotations::text);
  }

  /** Whether a signature states all that is wanted. */
  public boolean areStated(JudgedSignature signature) {
    return objection(signature).isEmpty();
  }

  /** An entry that wants neither a value nor presence is never fulfilled; the API refuses it. */
  private static boolean isStated(RequiredAnnotation wanted, JudgedSignature signature) {
    return Stream.ofNullable(signature.annotations)
        .flatMap(List::stream)
        .filter(stated -> stated.name != null && stated.name.equals(wanted.name))
        .anyMatch(stated -> accepts(wanted, stated));
  }

  private static boolean accepts(RequiredAnnotation wanted, SignedAnnotation stated) {
    return wanted.oneOf == null
        ? Boolean.TRUE.equals(wanted.present)
        : stated.value != null && wanted.oneOf.contains(stated.value);
  }

  private static String text(RequiredAnnotation wanted) {
    return Printable.of(
        "the signature does not state the annotation "
            + wanted.name
            + (wanted.oneOf == null
                ? ""
                : " with one of the values " + String.join(", ", wanted.oneOf)));
  }

  /** Whether both want the same. */
  public boolean wantsAs(RequiredAnnotations other) {
    return said().equals(other.said());
  }

  private List<List<Object>> said() {
    return wanted.stream()
        .map(
            one ->
                List.<Object>of(
                    String.valueOf(one.name),
                    Objects.requireNonNullElse(one.oneOf, List.of()),
                    Boolean.TRUE.equals(one.present)))
        .toList();
  }
}
