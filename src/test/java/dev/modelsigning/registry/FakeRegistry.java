// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.manifest.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A registry of which a test decides how well it behaves. */
public final class FakeRegistry implements AutoCloseable {
  public static final String REPOSITORY = "models/minilm";
  public static final String IMAGE = "sha256:" + "1".repeat(64);
  public static final String BUNDLE = Bundle.MEDIA_TYPE;

  /** A request: its path, and its Authorization header or nothing. */
  public record Seen(String path, String authorization) {}

  public final List<Seen> seen = new CopyOnWriteArrayList<>();
  final Map<String, byte[]> manifests = new LinkedHashMap<>();
  final Map<String, byte[]> blobs = new LinkedHashMap<>();
  final Map<String, String> redirects = new LinkedHashMap<>();
  public final List<String> referrers = new ArrayList<>();
  public boolean hasReferrersApi = true;
  int pageSize = Integer.MAX_VALUE;
  public int status = 200;
  public @Nullable String challenge;
  public @Nullable String accepted;
  String token = "secret-token";
  private final HttpServer server;

  /** It runs. */
  public FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public String url() {
    return "http://" + host();
  }

  /** They become longer than manifests say. */
  public void lengthenBlobs() {
    blobs.replaceAll((digest, bytes) -> new byte[1 << 20]);
  }

  ImageName image() throws RegistryFailure {
    return ImageName.of(host() + "/" + REPOSITORY + "@" + IMAGE);
  }

  /** Reads from this registry, where these are listed; where none is named, this one. */
  BundleReferrers referrers(Optional<Credentials> credentials, FakeRegistry... allowed)
      throws RegistryFailure {
    List<String> urls = Stream.of(allowed).map(FakeRegistry::url).toList();
    Registries registries =
        new Registries(
            AllowedRegistries.of(urls.isEmpty() ? List.of(url()) : urls),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));
    return new BundleReferrers(registries.reading(image(), credentials));
  }

  /** Attaches a bundle; returns the digest of the artifact. */
  public String attach(byte[] bundle, String artifactType, String... annotations) {
    String blob = put(blobs, bundle);
    String notes =
        List.of(annotations).stream()
            .map(type -> "\"" + Descriptor.PREDICATE_TYPE + "\":\"" + type + "\"")
            .collect(Collectors.joining(","));
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","artifactType":"%s",
         "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:%s","size":2},
         "layers":[{"mediaType":"%s","digest":"%s","size":%d}],
         "subject":{"mediaType":"%s","digest":"%s","size":7},"annotations":{%s}}"""
            .formatted(
                Repository.MANIFEST,
                artifactType,
                "4".repeat(64),
                BUNDLE,
                blob,
                bundle.length,
                Repository.MANIFEST,
                IMAGE,
                notes);
    String digest = put(manifests, manifest.getBytes(StandardCharsets.UTF_8));
    referrers.add(
        """
        {"mediaType":"%s","digest":"%s","size":%d,"artifactType":"%s","annotations":{%s}}"""
            .formatted(Repository.MANIFEST, digest, manifest.length(), artifactType, notes));
    return digest;
  }

  /** Manifests stay. */
  public void loseBlobs() {
    blobs.clear();
  }

  static String put(Map<String, byte[]> store, byte[] bytes) {
    String digest = "sha256:" + Digest.sha256(bytes).hex();
    store.put(digest, bytes);
    return digest;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      String authorization =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
      seen.add(new Seen(path, authorization));
      if (path.startsWith("/token")) {
        send(exchange, 200, "{\"token\":\"" + token + "\"}");
      } else if (challenge != null && !authorization.equals(accepted)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        send(exchange, 401, "{}");
      } else if (status != 200) {
        send(exchange, status, "the inside of another service");
      } else if (redirects.containsKey(path)) {
        exchange.getResponseHeaders().set("Location", redirects.get(path));
        send(exchange, 307, "");
      } else {
        stored(exchange, path);
      }
    }
  }

  /** Puts an image into the registry; returns its digest. */
  public String image(byte[]... layers) {
    String described =
        List.of(layers).stream()
            .map(
                layer ->
                    """
                    {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}"""
                        .formatted(put(blobs, layer), layer.length))
            .collect(Collectors.joining(","));
    return put(
        manifests,
        """
        {"schemaVersion":2,"mediaType":"%s","layers":[%s]}"""
            .formatted(Repository.MANIFEST, described)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Without the referrers API, as the registry of the CNCF is. */
  private void pushed(HttpExchange exchange, String path) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Location", path + "session?state=a");
      send(exchange, 202, "");
    } else if (path.contains("/blobs/uploads/")) {
      boolean same = path.endsWith("digest=" + put(blobs, body));
      send(exchange, same ? 201 : 400, "");
    } else {
      manifests.put(path.replaceFirst(".*/manifests/", ""), body);
      send(exchange, 201, "");
    }
  }

  private void stored(HttpExchange exchange, String path) throws IOException {
    String base = "/v2/" + REPOSITORY + "/";
    String tag = IMAGE.replace(':', '-');
    if (!exchange.getRequestMethod().equals("GET")) {
      pushed(exchange, path);
      return;
    }
    if (hasReferrersApi && path.startsWith(base + "referrers/" + IMAGE)) {
      page(exchange, path);
    } else if (!hasReferrersApi && path.equals(base + "manifests/" + tag)) {
      send(exchange, referrers.isEmpty() ? 404 : 200, index(referrers));
    } else {
      byte[] manifest = manifests.get(path.replace(base + "manifests/", ""));
      byte[] found = manifest == null ? blobs.get(path.replaceFirst(".*/blobs/", "")) : manifest;
      send(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
    }
  }

  private void page(HttpExchange exchange, String path) throws IOException {
    int from = path.contains("?from=") ? Integer.parseInt(path.replaceFirst(".*from=", "")) : 0;
    int to = (int) Math.min(referrers.size(), (long) from + pageSize);
    if (to < referrers.size()) {
      exchange
          .getResponseHeaders()
          .set("Link", "<" + path.replaceFirst("\\?.*", "") + "?from=" + to + ">; rel=\"next\"");
    }
    send(exchange, 200, index(referrers.subList(from, to)));
  }

  private static String index(List<String> manifests) {
    return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", manifests) + "]}";
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
