// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.MappedConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StateGaugesTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FilledCaches caches = new FilledCaches();
  private final StateGauges gauges =
      new StateGauges(MappedConfig.of(Map.of()), meters, Clock.systemUTC());

  @AfterEach
  void end() {
    gauges.end();
  }

  private Stream<String> policies() {
    return meters.find("model_signature_policy_ready").gauges().stream()
        .map(gauge -> gauge.getId().getTag("policy"));
  }

  @Test
  void nothingIsShownBeforeThereAreCaches() {
    gauges.publish();

    assertThat(meters.find("model_signature_state_timestamp_seconds").gauges()).isEmpty();
  }

  @Test
  void seriesOfAPolicyGoWithIt() {
    gauges.follow(caches);
    caches.policies.add(CustomResources.policy("team-a"));
    gauges.publish();
    assertThat(policies()).containsExactly("team-a");

    caches.policies.set(0, CustomResources.policy("team-b"));
    gauges.publish();

    assertThat(policies()).containsExactly("team-b");
  }

  @Test
  void operatorThatIsNotTheElectedOneAnyMoreShowsNothing() {
    gauges.follow(caches);
    caches.policies.add(CustomResources.policy("team-a"));
    gauges.publish();

    gauges.end();

    assertThat(policies()).isEmpty();
    assertThat(meters.get("model_signature_leader").gauge().value()).isZero();
  }

  @Test
  void countThatFailsLeavesTheFormerOne() {
    gauges.follow(caches);
    caches.policies.add(CustomResources.policy("team-a"));
    gauges.publish();
    caches.policies.add(null);

    gauges.publish();

    assertThat(policies()).containsExactly("team-a");
  }
}
