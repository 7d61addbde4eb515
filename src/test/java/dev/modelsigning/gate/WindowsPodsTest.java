// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodOS;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On Windows {@code C:\models}, {@code /models} and {@code /MODELS.} are one directory. */
final class WindowsPodsTest {
  private static final String REFUSED = "claim model: mounted in a pod for Windows";

  private final FakeCluster cluster = new FakeCluster();

  private AdmissionDecision decide(Pod pod) {
    return new PodDecision(cluster, Clock.systemUTC(), Set.of()).decide(Pods.create(pod));
  }

  @ParameterizedTest
  @ValueSource(strings = {"os: {name: windows}", "nodeSelector: {kubernetes.io/os: windows}"})
  void verifiedClaimInAPodForWindowsIsRefused(String system) {
    assertThat(
            decide(
                Pods.pod(
                    """
                    %s
                    containers:
                    - name: server
                      image: i
                      volumeMounts:
                      - {name: m, mountPath: 'C:\\models', readOnly: true}
                      - {name: c, mountPath: 'c:/Models/config.json', subPath: config.json}
                    volumes:
                    - {name: m, persistentVolumeClaim: {claimName: model}}
                    - {name: c, configMap: {name: c}}
                    """
                        .formatted(system))))
        .isDenied(REFUSED);
  }

  /** A pod that names no system may get a node with Windows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/SRV/model/config.json",
        "c:/srv/model/config.json",
        "C:\\srv\\Model\\config.json",
        "/srv/model /config.json",
        "/srv./model./config.json",
        "/srv/other\\..\\model/config.json"
      })
  void overlayInAnotherSpellingIsRefused(String path) {
    assertThat(
            decide(
                Pods.pod(
                    """
                    containers:
                    - name: server
                      image: i
                      volumeMounts:
                      - {name: m, mountPath: /srv/model, readOnly: true}
                      - {name: c, mountPath: '%s', subPath: config.json}
                    volumes:
                    - {name: m, persistentVolumeClaim: {claimName: model}}
                    - {name: c, configMap: {name: c}}
                    """
                        .formatted(path))))
        .isDenied("volume c");
  }

  @Test
  void podForLinuxIsNone() {
    Pod pod = Pods.server();
    pod.getSpec().setOs(new PodOS("linux"));
    assertThat(decide(pod)).isAllowed();
  }
}
