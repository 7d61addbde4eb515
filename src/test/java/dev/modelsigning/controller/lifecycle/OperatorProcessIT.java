// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.OperatorProcess;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a separate process. */
class OperatorProcessIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  @TempDir Path folder;

  @Test
  void operatorTakesTheLeaseAndIsReady() throws Exception {
    String system = API.newNamespace("system", Map.of());
    try (OperatorProcess operator = start("operator", system)) {
      operator.awaitReady();
      Lease lease =
          API.admin()
              .leases()
              .inNamespace(system)
              .withName("model-signature-operator")
              .waitUntilCondition(
                  l -> l != null && l.getSpec().getHolderIdentity() != null, 30, TimeUnit.SECONDS);
      assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("operator-0");
      assertThat(operator.get("/q/metrics")).contains("jvm_memory_used_bytes");
      Await.until(
          "the elected operator to show the current state",
          Duration.ofSeconds(30),
          () -> operator.metrics().contains("model_signature_state_timestamp_seconds "));
      assertThat(operator.metrics()).contains("model_signature_leader 1.0");
    }
  }

  @Test
  void unknownRoleRefusesToStart() throws Exception {
    try (OperatorProcess nonsense = start("janitor", API.newNamespace("system", Map.of()))) {
      assertThat(nonsense.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(nonsense.process().exitValue()).isNotZero();
      assertThat(Files.readString(nonsense.log())).contains("oms.role");
    }
  }

  private OperatorProcess start(String role, String namespace) throws IOException {
    return OperatorProcess.start(API, folder, role, namespace);
  }
}
