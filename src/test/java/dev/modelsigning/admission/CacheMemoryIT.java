// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.InlineSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.client.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What strangers' objects cost a webhook: 120 inline bundles of 1 MiB and many ModelSignatures, in
 * a process with the memory of the deployed one. System property {@code load.signatures} is their
 * number; 10,000 take some minutes to create.
 */
final class CacheMemoryIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final int BUNDLES = 120;
  private static final int SIGNATURES = Integer.getInteger("load.signatures", 1_000);
  private static final long ALLOWED_KIB = 60 << 10;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void largeBundlesAndManySignaturesTakeLittleMemory() throws IOException {
    String team = API.newNamespace("team", Map.of());
    try (Caches caches = new Caches()) {
      Await.until("the caches to be filled", PATIENCE, () -> caches.ask(team, "none").follows());
      long before = caches.ask(team, "none").residentKib();

      IntStream.range(0, SIGNATURES).parallel().forEach(i -> create(team, "many-" + i));
      IntStream.range(0, BUNDLES).forEach(i -> createLarge(team, "large-" + i));
      Await.until(
          "all to be known",
          PATIENCE,
          () -> caches.ask(team, "shared").signatures() == SIGNATURES + BUNDLES);
      long watched = caches.ask(team, "shared").residentKib();

      System.out.printf(
          "signatures=%d bundles=%d resident before=%d KiB after=%d KiB%n",
          SIGNATURES, BUNDLES, before, watched);
      assertThat(watched - before).isLessThan(ALLOWED_KIB);
    }
    try (Caches restarted = new Caches()) {
      Await.until(
          "a new process to know all",
          PATIENCE,
          () -> restarted.ask(team, "shared").signatures() == SIGNATURES + BUNDLES);
      System.out.printf(
          "new process: resident=%d KiB%n", restarted.ask(team, "shared").residentKib());
    }
  }

  private static void create(String namespace, String name) {
    ModelSignature made = API.admin().resource(signature(namespace, name)).create();
    made.setStatus(FakeCluster.verified().getStatus());
    PolicyVerdict verdict = made.getStatus().policies.getFirst();
    verdict.message = "Policy production: " + "a message of ordinary length ".repeat(6);
    verdict.reason = "SignatureVerified";
    made.getStatus().message = verdict.message;
    made.getStatus().volume.identity = "sha256:" + "ab".repeat(32);
    API.admin().resource(made).updateStatus();
  }

  private static void createLarge(String namespace, String name) {
    ModelSignature large = signature(namespace, name);
    large.getSpec().signature = new SignatureSource();
    large.getSpec().signature.inline = new InlineSignature();
    large.getSpec().signature.inline.bundle = "{" + " ".repeat((1 << 20) - 2) + "}";
    API.admin().resource(large).create();
  }

  private static ModelSignature signature(String namespace, String name) {
    ModelSignature signature = CustomResources.modelSignature(namespace, name);
    signature.getSpec().source.persistentVolumeClaim.claimName = "shared";
    return signature;
  }

  /** The process. */
  private static final class Caches implements AutoCloseable {
    private final Process process;
    private final PrintWriter questions;
    private final BufferedReader answers;

    Caches() throws IOException {
      Config config = API.adminConfig();
      process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:MaxRAM=512m",
                      "-XX:MaxRAMPercentage=70",
                      "-XX:+UseSerialGC",
                      "-XX:+ExitOnOutOfMemoryError",
                      "-cp",
                      System.getProperty("java.class.path"),
                      CachesOfAWebhook.class.getName(),
                      config.getMasterUrl(),
                      config.getCaCertFile(),
                      config.getClientCertFile(),
                      config.getClientKeyFile()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
      answers = process.inputReader(StandardCharsets.UTF_8);
    }

    record Answer(boolean follows, int signatures, long residentKib) {}

    Answer ask(String namespace, String claim) {
      questions.println(namespace + " " + claim);
      try {
        String line = answers.readLine();
        while (line != null && !line.matches("(true|false) \\d+ \\d+")) {
          line = answers.readLine();
        }
        assertThat(line).as("the process lives").isNotNull();
        String[] parts = line.split(" ", -1);
        return new Answer(
            Boolean.parseBoolean(parts[0]),
            Integer.parseInt(parts[1]),
            Long.parseLong(parts[2]));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
