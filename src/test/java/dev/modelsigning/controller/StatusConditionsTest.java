// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static dev.modelsigning.controller.StatusAssert.assertConditions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.StatusConditions.Value;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusConditionsTest {
  private static final Instant EARLIER = Instant.parse("2026-11-21T09:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static List<Condition> earlier() {
    return StatusConditions.of(null, resource(1), EARLIER)
        .with(ConditionType.Ready, Value.FALSE, Reason.Measuring, "1 %")
        .list();
  }

  private static HasMetadata resource(long generation) {
    var resource = new ModelSignature();
    resource.setMetadata(new ObjectMetaBuilder().withGeneration(generation).build());
    return resource;
  }

  @Test
  void transitionTimeStaysWhenOnlyReasonAndMessageChange() {
    assertThat(
            StatusConditions.of(earlier(), resource(2), NOW)
                .with(ConditionType.Ready, Value.FALSE, Reason.ContentMismatch, "a file")
                .list())
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getLastTransitionTime()).isEqualTo(EARLIER.toString());
              assertThat(condition.getReason()).isEqualTo("ContentMismatch");
              assertThat(condition.getObservedGeneration()).isEqualTo(2);
            });
  }

  @Test
  void conditionThatNoLongerConcernsTheResourceGoes() {
    assertThat(StatusConditions.of(earlier(), resource(2), NOW).without(ConditionType.Ready).list())
        .isEmpty();
  }

  @Test
  void transitionTimeMovesWithTheStatus() {
    assertThat(
            StatusConditions.of(earlier(), resource(1), NOW)
                .with(ConditionType.Ready, Value.TRUE, Reason.SignatureVerified, "")
                .list()
                .getFirst()
                .getLastTransitionTime())
        .isEqualTo(NOW.toString());
  }

  @Test
  void keepsWhatAnotherWriterWrote() {
    var conditions =
        StatusConditions.of(earlier(), resource(2), NOW)
            .with(ConditionType.Verified, Value.UNKNOWN, Reason.CheckFailed, "no answer")
            .list();

    assertConditions(conditions)
        .hasTypes(ConditionType.Ready, ConditionType.Verified)
        .has(ConditionType.Ready, Value.FALSE, Reason.Measuring);
    assertThat(conditions.getFirst()).isEqualTo(earlier().getFirst());
  }

  @Test
  void leavesConditionsOfOthersToThem() {
    var unknown = new ConditionBuilder().withType("ArgoSynced").withStatus("True").build();

    assertThat(StatusConditions.of(List.of(unknown), resource(1), NOW).list()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void toolsThatWaitLearnFromEveryReasonWhetherToWaitOn(Reason reason) {
    var conditions =
        StatusConditions.of(null, resource(1), NOW).withProgress(reason, "message").list();

    assertConditions(conditions).has(ConditionType.Stalled, Value.of(reason.isFinal()), reason);
    assertThat(conditions)
        .filteredOn(condition -> condition.getStatus().equals("True"))
        .hasSizeLessThanOrEqualTo(1)
        .allSatisfy(condition -> assertThat(condition.getMessage()).isEqualTo("message"));
  }

  @Test
  void longMessagesAreCut() {
    assertThat(
            StatusConditions.of(null, resource(1), NOW)
                .with(ConditionType.Ready, Value.UNKNOWN, Reason.CheckFailed, "x".repeat(100_000))
                .list()
                .getFirst()
                .getMessage())
        .hasSize(4096);
  }
}
