// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorIndexTest {
  private static final LabelSelector TEAM_A =
      new LabelSelectorBuilder().addToMatchLabels("team", "a").build();
  private static final LabelSelector TEAM_B =
      new LabelSelectorBuilder().addToMatchLabels("team", "b").build();
  private static final LabelSelector BOTH =
      new LabelSelectorBuilder()
          .addToMatchLabels("stage", "production")
          .addToMatchLabels("team", "a")
          .build();
  private static final LabelSelector EVERYTHING = new LabelSelector();
  private static final LabelSelector UNKNOWN =
      new LabelSelectorBuilder()
          .addNewMatchExpression()
          .withKey("team")
          .withOperator("Later")
          .endMatchExpression()
          .build();

  private final SelectorIndex<LabelSelector> index = new SelectorIndex<>(selector -> selector);

  @Test
  void findsWhatWantsOneOfTheLabels() {
    assertThat(index.candidates(List.of(TEAM_A, TEAM_B), Map.of("team", "a", "stage", "test")))
        .containsExactly(TEAM_A);
  }

  @Test
  void neverLeavesOutWhatSelects() {
    List<LabelSelector> all = List.of(TEAM_A, TEAM_B, BOTH, EVERYTHING, UNKNOWN);
    for (Map<String, String> labels :
        List.of(
            Map.<String, String>of(),
            Map.of("team", "a"),
            Map.of("team", "b"),
            Map.of("stage", "production", "team", "a"),
            Map.of("stage", "production"))) {
      List<LabelSelector> selecting =
          all.stream().filter(one -> LabelSelection.of(one, labels).mayBeSelected()).toList();
      assertThat(index.candidates(all, labels)).containsAll(selecting);
    }
  }

  @Test
  void readsAnotherListAgain() {
    assertThat(index.candidates(List.of(TEAM_B), Map.of("team", "a"))).isEmpty();
    assertThat(index.candidates(List.of(TEAM_A), Map.of("team", "a"))).containsExactly(TEAM_A);
  }
}
