// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.testing.MappedConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.time.Clock;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

final class AdmissionReadinessTest {
  private final FakeState state = new FakeState();
  private boolean rehearsed = true;

  private AdmissionReadiness readiness(String role) {
    OmsConfig config = MappedConfig.of(Map.of("OMS_ROLE", role));
    var service =
        new AdmissionService(config, () -> state, new SimpleMeterRegistry(), Clock.systemUTC());
    service.start(new StartupEvent());
    return new AdmissionReadiness(config, service, () -> rehearsed);
  }

  private static Status status(AdmissionReadiness readiness) {
    HealthCheckResponse response = readiness.call();
    assertThat(response.getName()).isEqualTo("webhook");
    return response.getStatus();
  }

  @Test
  void operatorIsReadyWhateverTheWebhooksCachesSay() {
    assertThat(status(readiness("operator"))).isEqualTo(Status.UP);
    assertThat(state.started).isFalse();
  }

  @Test
  void webhookIsReadyOnceItsCachesAreFilledAndFollow() {
    AdmissionReadiness readiness = readiness("webhook");
    assertThat(status(readiness)).isEqualTo(Status.DOWN);
    state.synced = true;
    assertThat(status(readiness)).isEqualTo(Status.DOWN);
    state.following = true;
    assertThat(status(readiness)).isEqualTo(Status.UP);
  }

  @Test
  void webhookThatStillRehearsesIsNotReady() {
    AdmissionReadiness readiness = readiness("webhook");
    state.synced = true;
    state.following = true;
    rehearsed = false;
    assertThat(status(readiness)).isEqualTo(Status.DOWN);
    rehearsed = true;
    assertThat(status(readiness)).isEqualTo(Status.UP);
  }

  @Test
  void webhookWhoseWatchesStoppedIsNotReady() {
    AdmissionReadiness readiness = readiness("webhook");
    state.synced = true;
    state.following = true;
    assertThat(status(readiness)).isEqualTo(Status.UP);
    state.following = false;
    assertThat(status(readiness)).isEqualTo(Status.DOWN);
  }
}
