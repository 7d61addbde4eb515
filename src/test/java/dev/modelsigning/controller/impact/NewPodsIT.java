// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.controller.modelsignature.OperatorUnderTest;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.measurement.PodLogs;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.Claims;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.story.SwitchedGuard;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods that come after a policy, before an operator that nobody tells to look. */
final class NewPodsIT {
  /** Of its own: a policy of another test is surveyed first, and the next survey is later. */
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource time = () -> Instant.now().plus(ahead.get());

  /** Of pods that never run. */
  private static final class NoLogs implements PodLogs {
    @Override
    public InputStream open(String namespace, String pod, String container) throws IOException {
      throw new IOException("no pod runs here");
    }

    @Override
    public String tail(String namespace, String pod, String container, int lines)
        throws IOException {
      throw new IOException("no pod runs here");
    }
  }

  private static Pod pod(String namespace, String name) {
    return new PodBuilder(Pods.server())
        .editMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }

  private static void awaitImpact(
      Resource<ClusterModelTrustPolicy> policy, String what, Predicate<ImpactStatus> wanted) {
    Await.until(
        what,
        PATIENCE,
        () -> {
          var status = policy.get().getStatus();
          return status != null && status.impact != null && wanted.test(status.impact);
        });
  }

  @Test
  void podThatIsMadeHalfAMinuteAfterASurveyIsToldOfAndCountedAtOnce() {
    String system = API.newNamespace("system", Map.of());
    String team = API.newNamespace("team", Map.of());
    new Claims(API.admin(), team).bound("models");
    var declared = CustomResources.policy(team, TestPki.publicPem(TestPki.ecKey()));
    declared.getSpec().mode = PolicyMode.Audit;
    var policy = API.admin().resource(declared);
    try (var _ =
        new OperatorUnderTest(
            API.adminConfig(),
            system,
            new NoLogs(),
            new SwitchedGuard(),
            time.withZone(ZoneOffset.UTC))) {
      policy.create();
      awaitImpact(policy, "the first survey", impact -> impact.refusedPods == 0);

      API.admin().resource(pod(team, "late")).create();
      ahead.set(Duration.ofSeconds(31));

      awaitImpact(policy, "the pod's count", impact -> impact.refusedPods == 1);
      assertThat(told(team)).containsExactly("late");

      API.admin().pods().inNamespace(team).withName("late").withGracePeriod(0).delete();
      ahead.set(Duration.ofSeconds(62));
      awaitImpact(policy, "the count without the pod", impact -> impact.refusedPods == 0);
    } finally {
      policy.delete();
    }
  }

  private static List<String> told(String namespace) {
    return API.admin().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getReason().equals("WouldBeRefused"))
        .map(Event::getInvolvedObject)
        .map(about -> about.getName())
        .toList();
  }
}
