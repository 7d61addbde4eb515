// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.SignedAnnotation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a policy wants signatures to state. */
class RequiredAnnotationsTest {
  private static final String LICENSE = "dev.modelsigning/license";

  private static JudgedSignature stating(String name, @Nullable String value) {
    var annotation = new SignedAnnotation();
    annotation.name = name;
    annotation.value = value;
    var judged = new JudgedSignature();
    judged.annotations = List.of(annotation);
    return judged;
  }

  private static RequiredAnnotations oneOf(String... values) {
    var wanted = new RequiredAnnotation();
    wanted.name = LICENSE;
    wanted.oneOf = List.of(values);
    return new RequiredAnnotations(List.of(wanted));
  }

  private static RequiredAnnotations present(@Nullable Boolean present) {
    var wanted = new RequiredAnnotation();
    wanted.name = LICENSE;
    wanted.present = present;
    return new RequiredAnnotations(List.of(wanted));
  }

  @Test
  void acceptsOneOfTheValuesAsAWhole() {
    assertThat(oneOf("mit", "apache-2.0").areStated(stating(LICENSE, "apache-2.0"))).isTrue();
    assertThat(oneOf("mit").areStated(stating(LICENSE, "mit-0"))).isFalse();
  }

  @Test
  void refusesASignatureWithoutTheAnnotationAndNamesIt() {
    assertThat(oneOf("mit").objection(stating("other", "mit")))
        .hasValueSatisfying(text -> assertThat(text).contains(LICENSE, "mit"));
    assertThat(oneOf("mit").objection(new JudgedSignature())).isPresent();
  }

  @Test
  void acceptsAnyValueWherePresenceIsWanted() {
    assertThat(present(true).areStated(stating(LICENSE, "anything"))).isTrue();
    assertThat(present(true).areStated(stating("other", "anything"))).isFalse();
  }

  @Test
  void longValueIsPresentAndNoneOfTheWantedOnes() {
    assertThat(present(true).areStated(stating(LICENSE, null))).isTrue();
    assertThat(oneOf("mit").areStated(stating(LICENSE, null))).isFalse();
  }

  @Test
  void entryThatWantsNothingAcceptsNothing() {
    assertThat(present(null).areStated(stating(LICENSE, "mit"))).isFalse();
  }

  @Test
  void policyWithoutRequirementsWantsNothing() {
    var policy = new ClusterModelTrustPolicy();
    assertThat(RequiredAnnotations.of(policy).areStated(new JudgedSignature())).isTrue();

    policy.getSpec().requirements = new PolicyRequirements();
    assertThat(RequiredAnnotations.of(policy).areStated(new JudgedSignature())).isTrue();
  }
}
