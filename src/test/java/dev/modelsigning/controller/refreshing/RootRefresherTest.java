// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.refreshing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.controller.refreshing.RootRefresher.Outcome;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.tuf.TrustedRootMirror;
import dev.modelsigning.trust.tuf.TufRepository;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often a mirror is asked, whatever happens; this one serves nothing. */
class RootRefresherTest {
  private Instant now = TestPki.NOW;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final TufRepository repository = new TufRepository();
  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final RootRefresher refresher =
      new RootRefresher("system", clock, new RefreshMetrics(meters));

  @AfterEach
  void stop() {
    repository.close();
    client.close();
  }

  private Outcome refresh(String name, long generation) {
    ModelTrustRoot root = CustomResources.trustRoot(name, null);
    root.getMetadata().setUid("uid-of-" + name);
    root.getMetadata().setGeneration(generation);
    String first =
        new String(repository.root(TestPki.NOW.plus(Duration.ofDays(400))), StandardCharsets.UTF_8);
    return refresher.refresh(
        root, TrustedRootMirror.startingFrom(first, repository.url()), Optional.empty(), client);
  }

  @Test
  void saysWhyAFetchFailed() {
    assertThat(refresh("private", 1))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.message()).contains(repository.url().toString()));
  }

  private double counted(String result, String root) {
    var counter =
        meters
            .find("model_signature_trust_root_refreshes_total")
            .tags("result", result, "root", root)
            .counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void countsFetchesByTheirResult() {
    refresh("private", 1);
    refresh("private", 2);
    refresh("private", 2); // too early

    assertThat(counted("failure", "private")).isEqualTo(2);
    assertThat(counted("success", "private")).isZero();
  }

  @Test
  void countsManyRootsTogether() {
    for (int i = 0; i < RefreshMetrics.ROOTS + 3; i++) {
      refresh("root-" + i, 1);
    }

    assertThat(counted("failure", "root-0")).isEqualTo(1);
    assertThat(counted("failure", RefreshMetrics.OTHER)).isEqualTo(3);
  }

  @Test
  void asksForTheSameRootEveryHalfMinuteAtMost() {
    refresh("private", 1);
    now = now.plusSeconds(10);

    assertThat(refresh("private", 1)).isEqualTo(new Outcome.Later(Duration.ofSeconds(20)));
    assertThat(refresh("other", 1)).isInstanceOf(Outcome.Failed.class);
    assertThat(refresh("private", 2)).isInstanceOf(Outcome.Failed.class);
    now = now.plusSeconds(30);
    assertThat(refresh("private", 2)).isInstanceOf(Outcome.Failed.class);
  }
}
