// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.WebhookProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One process of the webhook for all test classes of this JVM that only send it reviews: a start
 * takes more time than most of these classes. It is called for the namespaces of the configurations
 * that the classes register.
 */
final class SharedWebhook implements BeforeAllCallback {
  private final KubeApiServer api;
  private @Nullable Running running;

  /** Beside the API server that all classes share, which has to start first. */
  SharedWebhook(KubeApiServer api) {
    this.api = api;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(SharedWebhook.class))
            .computeIfAbsent(Running.class, k -> Running.start(api), Running.class);
  }

  WebhookProcess process() {
    return Objects.requireNonNull(running, "the webhook starts before the first test").process;
  }

  /** JUnit closes it after the last test. */
  private record Running(Path folder, WebhookProcess process) implements AutoCloseable {
    static Running start(KubeApiServer api) {
      try {
        Path folder = Files.createTempDirectory("webhook-test");
        return new Running(folder, InstalledWebhook.start(folder, api));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      process.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
