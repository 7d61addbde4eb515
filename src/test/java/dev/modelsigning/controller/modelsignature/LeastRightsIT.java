// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The rights in deploy/rbac.yaml are enough for a verdict, and for looking after the evidence. */
class LeastRightsIT extends SignatureScenario {
  private static final String SYSTEM = "model-signature-system";

  @Test
  void operatorNeedsNoMoreThanItsServiceAccountMayDo() throws IOException {
    apply(Path.of("deploy", "namespace.yaml"));
    apply(Path.of("deploy", "rbac.yaml"));
    operator.close();
    operator = new OperatorUnderTest(asOperator(), SYSTEM, logs, guard);
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    var job = measureHonestly();

    assertThat(story.reason(NAME, "SignatureVerified").verdict).isEqualTo(VerdictState.Verified);
    story.noJobIsLeft(job.getMetadata().getName());
    operator.sweeper.sweep();
    assertThat(API.admin().v1().events().inNamespace(story.namespace).list().getItems())
        .anyMatch(event -> event.getReason().equals("SignatureVerified"));
  }

  private static Config asOperator() {
    return new ConfigBuilder(API.adminConfig())
        .withImpersonateUsername("system:serviceaccount:" + SYSTEM + ":model-signature-operator")
        .withImpersonateGroups(
            "system:serviceaccounts", "system:serviceaccounts:" + SYSTEM, "system:authenticated")
        .build();
  }

  private static void apply(Path manifest) throws IOException {
    try (InputStream yaml = Files.newInputStream(manifest)) {
      API.admin()
          .load(yaml)
          .items()
          .forEach(item -> API.admin().resource(item).forceConflicts().serverSideApply());
    }
  }
}
