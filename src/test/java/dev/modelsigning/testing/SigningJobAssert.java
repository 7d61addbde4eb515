// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import static dev.modelsigning.testing.ConditionAssert.assertThatCondition;

import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions on the status of a ModelSigningJob; a failure shows the whole status. */
public final class SigningJobAssert
    extends AbstractAssert<SigningJobAssert, ModelSigningJobStatus> {
  private SigningJobAssert(ModelSigningJobStatus status) {
    super(status, SigningJobAssert.class);
    as("ModelSigningJob with status%n%s", Serialization.asYaml(status));
  }

  /** Starts an assertion. */
  public static SigningJobAssert assertThat(ModelSigningJobStatus status) {
    return new SigningJobAssert(status);
  }

  /** Its reason is this. */
  public SigningJobAssert hasReason(String reason) {
    Assertions.assertThat(actual.reason).as(descriptionText()).isEqualTo(reason);
    return this;
  }

  /** Its message contains these. */
  public SigningJobAssert says(String... parts) {
    Assertions.assertThat(actual.message).as(descriptionText()).contains(parts);
    return this;
  }

  /** Starts an assertion on one of its conditions. */
  public ConditionAssert condition(String type) {
    return assertThatCondition(actual.conditions, type);
  }

  /** The status, for assertions on its other fields. */
  public ModelSigningJobStatus status() {
    return actual;
  }
}
