// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cluster without the API of reports. */
class MissingApiIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  @Test
  void clusterWithoutTheApiIsNoFailure() {
    var pass = new ReportPass(API.admin());
    Instant now = Instant.parse("2026-11-29T10:00:00Z");
    assertThat(pass.run(Stream.of(), CurrentModes.of(Stream.of()), new OwnerReference(), now))
        .isFalse();
    assertThat(pass.run(Stream.of(), CurrentModes.of(Stream.of()), new OwnerReference(), now))
        .isFalse();
  }
}
