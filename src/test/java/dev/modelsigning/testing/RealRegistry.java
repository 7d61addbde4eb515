// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import dev.modelsigning.manifest.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The registry of the project distribution, on a free port of this machine and in memory: a real
 * one, without the referrers API. Its binary is named by the environment variable {@code
 * OMS_REGISTRY}, else looked for in the build cache; the tests are skipped where there is none.
 */
public final class RealRegistry implements BeforeAllCallback, AfterAllCallback {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable Process process;
  private int port;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Assumptions.assumeTrue(
        binary().isPresent(), "no registry: run hack/registry/build.sh, or set OMS_REGISTRY");
    port = FreePorts.next();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    start();
  }

  /** Starts it, empty, on the port that it had. */
  public void start() throws IOException {
    Path configuration = Files.createTempFile("registry-test", ".yml");
    configuration.toFile().deleteOnExit();
    Files.writeString(
        configuration,
        """
        version: "0.1"
        log: {level: error}
        storage: {inmemory: {}}
        http: {addr: "127.0.0.1:%d"}
        """
            .formatted(port));
    process =
        new ProcessBuilder(binary().orElseThrow().toString(), "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Await.until("the registry answers", PATIENCE, this::answers);
  }

  private boolean answers() {
    try {
      return send(HttpRequest.newBuilder(url("/v2/")).GET()).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static Optional<Path> binary() throws IOException {
    String named = System.getenv("OMS_REGISTRY");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    Path built = BuildCache.folder().resolve("registry");
    if (!Files.isDirectory(built)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(built)) {
      return versions
          .map(version -> version.resolve("registry"))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  /** Host and port, as in references of images. */
  public String host() {
    return "127.0.0.1:" + port;
  }

  /** The same as an entry of a list of registries. */
  public String url() {
    return "http://" + host();
  }

  /** Pushes an image of these layers, each a tar archive; returns its reference by digest. */
  public String push(String repository, byte[]... layers) {
    byte[] config =
        "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(StandardCharsets.UTF_8);
    upload(repository, config);
    String described =
        Arrays.stream(layers)
            .map(
                layer -> {
                  upload(repository, layer);
                  return descriptor(LAYER, layer);
                })
            .collect(Collectors.joining(","));
    byte[] manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(
                MANIFEST, descriptor("application/vnd.oci.image.config.v1+json", config), described)
            .getBytes(StandardCharsets.UTF_8);
    String digest = digest(manifest);
    expect(
        201,
        send(
            HttpRequest.newBuilder(url("/v2/" + repository + "/manifests/" + digest))
                .header("Content-Type", MANIFEST)
                .PUT(BodyPublishers.ofByteArray(manifest))));
    return host() + "/" + repository + "@" + digest;
  }

  private static String descriptor(String type, byte[] content) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(type, digest(content), content.length);
  }

  private void upload(String repository, byte[] blob) {
    HttpResponse<String> begun =
        send(
            HttpRequest.newBuilder(url("/v2/" + repository + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody()));
    String location = begun.headers().firstValue("Location").orElseThrow();
    URI place = URI.create(url()).resolve(location + "&digest=" + digest(blob));
    expect(201, send(HttpRequest.newBuilder(place).PUT(BodyPublishers.ofByteArray(blob))));
  }

  private static String digest(byte[] bytes) {
    return "sha256:" + Digest.sha256(bytes).hex();
  }

  private URI url(String path) {
    return URI.create(url() + path);
  }

  private static void expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new AssertionError("the registry answers " + answer.statusCode() + answer.body());
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }

  /** Ends it; what it held is gone. */
  public synchronized void stop() {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroy();
      try {
        if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          running.destroyForcibly();
        }
      } catch (InterruptedException e) {
        running.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
