// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import static dev.modelsigning.testing.ConditionAssert.assertThatCondition;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions on the status of a ModelSignature; a failure shows the whole status. */
public final class ModelSignatureAssert
    extends AbstractAssert<ModelSignatureAssert, ModelSignatureStatus> {
  private ModelSignatureAssert(ModelSignatureStatus status) {
    super(status, ModelSignatureAssert.class);
    as("ModelSignature with status%n%s", Serialization.asYaml(status));
  }

  /** Starts an assertion. */
  public static ModelSignatureAssert assertThat(ModelSignatureStatus status) {
    return new ModelSignatureAssert(status);
  }

  /** Its verdict is Verified. */
  public ModelSignatureAssert isVerified() {
    return has(VerdictState.Verified);
  }

  /** Its verdict is Rejected. */
  public ModelSignatureAssert isRejected() {
    return has(VerdictState.Rejected);
  }

  /** Its verdict is Unknown. */
  public ModelSignatureAssert isUnknown() {
    return has(VerdictState.Unknown);
  }

  /** The reason of its verdict is this. */
  public ModelSignatureAssert hasReason(String reason) {
    Assertions.assertThat(actual.reason).as(descriptionText()).isEqualTo(reason);
    return this;
  }

  /** Its message contains these. */
  public ModelSignatureAssert says(String... parts) {
    Assertions.assertThat(actual.message).as(descriptionText()).contains(parts);
    return this;
  }

  /** It is about this generation of the resource. */
  public ModelSignatureAssert isAboutGeneration(long generation) {
    Assertions.assertThat(actual.observedGeneration).as(descriptionText()).isEqualTo(generation);
    return this;
  }

  /** Starts an assertion on one of its conditions. */
  public ConditionAssert condition(String type) {
    return assertThatCondition(actual.conditions, type);
  }

  /** A condition holds. */
  public ModelSignatureAssert hasTrue(String type) {
    condition(type).isTrue();
    return this;
  }

  /** A condition does not hold. */
  public ModelSignatureAssert hasFalse(String type) {
    condition(type).isFalse();
    return this;
  }

  /** Its latest measurement is that of this Job. */
  public ModelSignatureAssert wasMeasuredBy(Job job) {
    Assertions.assertThat(actual.measurement.jobUid)
        .as(descriptionText())
        .isEqualTo(job.getMetadata().getUid());
    return this;
  }

  /** Its latest measurement is that of another Job. */
  public ModelSignatureAssert wasNotMeasuredBy(Job job) {
    Assertions.assertThat(actual.measurement.jobUid)
        .as(descriptionText())
        .isNotEqualTo(job.getMetadata().getUid());
    return this;
  }

  /** Its latest measurement has failed this often in a row. */
  public ModelSignatureAssert hasFailedAttempts(int attempts) {
    Assertions.assertThat(actual.measurement.attempts).as(descriptionText()).isEqualTo(attempts);
    return this;
  }

  /** So many authorities accept its only signature. */
  public ModelSignatureAssert isAcceptedBy(int authorities) {
    Assertions.assertThat(actual.signatures)
        .as(descriptionText())
        .singleElement()
        .satisfies(one -> Assertions.assertThat(one.acceptedBy).hasSize(authorities));
    return this;
  }

  /** No authority accepts its only signature. */
  public ModelSignatureAssert isAcceptedByNobody() {
    return isAcceptedBy(0);
  }

  /** No policy has judged it. */
  public ModelSignatureAssert wasJudgedByNoPolicy() {
    Assertions.assertThat(actual.policies).as(descriptionText()).isNullOrEmpty();
    return this;
  }

  /** The status, for assertions on its other fields. */
  public ModelSignatureStatus status() {
    return actual;
  }

  private ModelSignatureAssert has(VerdictState verdict) {
    Assertions.assertThat(actual.verdict).as(descriptionText()).isEqualTo(verdict);
    return this;
  }
}
