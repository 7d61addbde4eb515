// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are named by a path. */
final class NamedPathsTest {
  private final FakeCluster cluster = new FakeCluster();

  private AdmissionDecision decide(String path) {
    String pod =
        """
        containers:
        - name: server
          image: i
          args: [--model, %s]
          volumeMounts:
          - {name: model, mountPath: /srv/model, readOnly: true}
          - {name: own, mountPath: /work}
        volumes:
        - {name: model, persistentVolumeClaim: {claimName: model}}
        - {name: own, emptyDir: {}}
        """
            .formatted(path);
    return new PodDecision(cluster, Clock.systemUTC(), Set.of()).decide(Pods.create(Pods.pod(pod)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/srv/model", "/srv//model/./v1", "file:///srv/model/v1"})
  void pathOnAVerifiedClaimIsAdmitted(String path) {
    assertThat(decide(path)).isAllowed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/opt/model", "/srv", "/srv/model-2", "/app/model", "/srv/model/../x"})
  void pathThatOnlyTheContainerFillsIsRefused(String path) {
    assertThat(decide(path))
        .isDenied("container server, model " + path, "unverifiable.imageContent: Allow");
  }

  @Test
  void policyMayAllowModelsOfImages() {
    cluster.policy().getSpec().unverifiable = new UnverifiableRules();
    cluster.policy().getSpec().unverifiable.imageContent = Unverifiable.Allow;
    assertThat(decide("/opt/model")).isAllowed();
  }
}
