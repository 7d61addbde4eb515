// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whom a registry that fails is not asked for any more. */
class AllowanceTest {
  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
  private static final String REGISTRY = "registry.example.com";

  private final Allowance allowance = new Allowance();

  private boolean mayAsk(String namespace) {
    return allowance.take(namespace, REGISTRY, NOW.plusSeconds(1));
  }

  @Test
  void whoIsAskedToComeBackLaterWaitsAndNobodyElse() {
    allowance.busy("team-a", REGISTRY, NOW);

    assertThat(mayAsk("team-a")).isFalse();
    assertThat(mayAsk("team-b")).isTrue();
    assertThat(allowance.take("team-a", "other.example.com", NOW)).isTrue();
    assertThat(allowance.take("team-a", REGISTRY, NOW.plus(Allowance.AFTER_SILENCE))).isTrue();
  }

  @Test
  void oneNamespaceWithoutAnswersKeepsNoOtherFromAsking() {
    for (int i = 0; i < 10; i++) {
      allowance.unanswered("team-a", REGISTRY, NOW);
    }

    assertThat(mayAsk("team-a")).isFalse();
    assertThat(mayAsk("team-b")).isTrue();
  }

  @Test
  void aRegistryThatAnswersNobodyIsAskedByNobodyForAWhile() {
    allowance.unanswered("team-a", REGISTRY, NOW);
    allowance.unanswered("team-b", REGISTRY, NOW);

    assertThat(mayAsk("team-c")).isFalse();
    assertThat(allowance.take("team-c", "other.example.com", NOW)).isTrue();
    assertThat(allowance.take("team-c", REGISTRY, NOW.plus(Allowance.AFTER_SILENCE))).isTrue();
  }

  @Test
  void anAnswerInBetweenShowsThatTheRegistryIsThere() {
    allowance.unanswered("team-a", REGISTRY, NOW);
    allowance.answered(REGISTRY);
    allowance.unanswered("team-b", REGISTRY, NOW);

    assertThat(mayAsk("team-c")).isTrue();
  }

  @Test
  void whatIsRememberedOfManyNamespacesIsBounded() {
    for (int i = 0; i < 20_000; i++) {
      allowance.busy("team-" + i, REGISTRY, NOW);
    }

    assertThat(mayAsk("team-0")).isFalse();
    assertThat(mayAsk("team-19999")).isTrue();

    Instant later = NOW.plus(Duration.ofMinutes(1));
    allowance.busy("team-19999", REGISTRY, later);
    assertThat(allowance.take("team-19999", REGISTRY, later)).isFalse();
  }
}
