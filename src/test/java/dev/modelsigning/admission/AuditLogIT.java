// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The API server's audit log, read with the command of docs/troubleshooting.md. */
final class AuditLogIT extends PluginScenario {
  private static final Pattern COMMAND = Pattern.compile("(?m)^jq .* audit\\.log$");

  @Test
  void commandOfThePageShowsWhatAnAuditPolicyWouldRefuse() {
    edit(policy -> policy.getSpec().mode = PolicyMode.Audit);
    given.anUnsignedClaim("unsigned");
    Await.until(
        "the webhook to know the mode",
        PATIENCE,
        () -> explained(server("unsigned")).out().contains("(Audit)"));

    API.admin().resource(server("unsigned")).create();

    assertShown(
        namespace + "/server admin: container server, claim unsigned: no ModelSignature names it");
  }

  @Test
  void commandOfThePageShowsWhyAPodOfAControllerWasRefused() {
    given.anUnsignedClaim("unsigned");
    Pod made =
        new PodBuilder(server("unsigned"))
            .editMetadata()
            .withName(null)
            .withGenerateName("server-5d8-")
            .endMetadata()
            .build();

    assertThatThrownBy(() -> API.admin().resource(made).create())
        .isInstanceOf(KubernetesClientException.class);

    assertShown(namespace + "/server-5d8-", "denied the request", "claim unsigned");
  }

  private static void assertShown(String... texts) {
    Await.until(
        "the audit log to have it",
        PATIENCE,
        () -> lines().stream().anyMatch(line -> containsAll(line, texts)));
  }

  private static boolean containsAll(String line, String... texts) {
    for (String text : texts) {
      if (!line.contains(text)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> lines() {
    try {
      Matcher command = COMMAND.matcher(Files.readString(Path.of("docs/troubleshooting.md")));
      assertThat(command.find()).as("a command that reads the log").isTrue();
      Process shell =
          new ProcessBuilder("sh", "-c", command.group())
              .directory(Path.of(API.adminConfig().getClientCertFile()).resolveSibling("").toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = shell.waitFor();
      Assumptions.assumeTrue(status != 127, "no jq on this machine");
      assertThat(status).as(output).isZero();
      return output.lines().toList();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
