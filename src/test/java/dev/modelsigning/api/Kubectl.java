// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import dev.modelsigning.testing.BuildCache;
import dev.modelsigning.testing.KubeApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * kubectl against the test API server, as its administrator.
 *
 * @param binary the executable
 * @param api the running server
 * @param cache folder for what kubectl keeps between calls
 */
record Kubectl(Path binary, KubeApiServer api, Path cache) {

  /**
   * The binary beside kube-apiserver, found as {@link KubeApiServer} finds that one; empty when
   * there is none.
   */
  static Optional<Path> find() throws IOException {
    Optional<Path> named =
        Stream.of(System.getProperty("envtest.assets"), System.getenv("KUBEBUILDER_ASSETS"))
            .filter(folder -> folder != null && !folder.isBlank())
            .map(folder -> Path.of(folder, "kubectl"))
            .filter(Files::isExecutable)
            .findFirst();
    return named.isPresent() ? named : cached();
  }

  private static Optional<Path> cached() throws IOException {
    Path bin = BuildCache.folder().resolve("bin");
    if (!Files.isDirectory(bin)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(bin)) {
      return folders.map(folder -> folder.resolve("kubectl")).filter(Files::isExecutable).findAny();
    }
  }

  /** Standard output and error of a command. */
  String run(String... arguments) {
    var config = api.adminConfig();
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "--server=" + config.getMasterUrl(),
            "--certificate-authority=" + config.getCaCertFile(),
            "--client-certificate=" + config.getClientCertFile(),
            "--client-key=" + config.getClientKeyFile(),
            "--cache-dir=" + cache));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Whoever runs the tests may have a cluster of their own configured.
    builder.environment().put("KUBECONFIG", cache.resolve("none").toString());
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while kubectl ran", e);
    }
  }
}
