// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A small TUF repository over HTTP with one key for everything and one target. */
public final class TufRepository implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String KEY_ID = "ab".repeat(32);

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final String scheme;
  private final KeyPair key = newKey();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile String hanging = "";
  private volatile String redirected = "";
  private String timestampKeyId = KEY_ID;

  /** Starts it on a free port, without any file. */
  public TufRepository() {
    this(Optional.empty());
  }

  /** The same over HTTPS. */
  public TufRepository(SSLContext tls) {
    this(Optional.of(tls));
  }

  private TufRepository(Optional<SSLContext> tls) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls.isPresent()) {
        HttpsServer https = HttpsServer.create(address, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        server = https;
      } else {
        server = HttpServer.create(address, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    scheme = tls.isPresent() ? "https" : "http";
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] content = files.get(path);
            if (path.equals(redirected)) {
              exchange.getResponseHeaders().add("Location", "/elsewhere" + path);
              exchange.sendResponseHeaders(302, -1);
              return;
            }
            exchange.sendResponseHeaders(
                content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) {
              exchange.getResponseBody().write(content, 0, 1);
              if (path.equals(hanging)) {
                exchange.getResponseBody().flush();
                closed.await();
              }
              exchange.getResponseBody().write(content, 1, content.length - 1);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** Where it is. */
  public URI url() {
    return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
  }

  static KeyPair newKey() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first root, which clients have from elsewhere. */
  public byte[] root(Instant expires) {
    return root(1, expires, KEY_ID);
  }

  /** Publishes a second root, which knows the timestamp's key by another id. */
  public void rotateTimestampKey(Instant expires) {
    timestampKeyId = "cd".repeat(32);
    files.put("/2.root.json", root(2, expires, timestampKeyId));
  }

  private byte[] root(int version, Instant expires, String timestampId) {
    byte[] encoded = key.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    Map<String, Object> roles = new TreeMap<>();
    List.of("root", "snapshot", "targets").forEach(name -> roles.put(name, role(KEY_ID)));
    roles.put("timestamp", role(timestampId));
    Map<String, Object> publicKey =
        new TreeMap<>(
            Map.of(
                "keytype",
                "ed25519",
                "scheme",
                "ed25519",
                "keyval",
                Map.of("public", HexFormat.of().formatHex(raw))));
    Map<String, Object> root = meta("root", version, expires);
    root.put("consistent_snapshot", true);
    Map<String, Object> keys = new TreeMap<>(Map.of(KEY_ID, publicKey));
    keys.put(timestampId, publicKey);
    root.put("keys", keys);
    root.put("roles", roles);
    return signed(root, key, KEY_ID);
  }

  private static Map<String, Object> role(String keyId) {
    return new TreeMap<>(Map.of("keyids", List.of(keyId), "threshold", 1));
  }

  /** Serves one file no more. */
  public void withhold(String path) {
    files.remove(path);
  }

  /** Serves the first byte of one file, and the others when all is over. */
  void hangAt(String path) {
    hanging = path;
  }

  /** Answers for one file that it is elsewhere, where it is. */
  void redirect(String path) {
    files.put("/elsewhere" + path, files.get(path));
    redirected = path;
  }

  /** Publishes a trusted root; the timestamp may be signed with another key. */
  void publish(byte[] trustedRoot, int version, Instant expires, KeyPair timestampKey) {
    Map<String, Object> target =
        new TreeMap<>(
            Map.of("length", trustedRoot.length, "hashes", Map.of("sha256", hash(trustedRoot))));
    Map<String, Object> targets = meta("targets", version, expires);
    targets.put("targets", Map.of("trusted_root.json", target));
    Map<String, Object> snapshot = meta("snapshot", version, expires);
    snapshot.put("meta", Map.of("targets.json", Map.of("version", version)));
    Map<String, Object> timestamp = meta("timestamp", version, expires);
    timestamp.put("meta", Map.of("snapshot.json", Map.of("version", version)));
    files.put("/" + version + ".targets.json", signed(targets, key, KEY_ID));
    files.put("/" + version + ".snapshot.json", signed(snapshot, key, KEY_ID));
    files.put("/timestamp.json", signed(timestamp, timestampKey, timestampKeyId));
    files.put("/targets/" + hash(trustedRoot) + ".trusted_root.json", trustedRoot);
  }

  /** Publishes a trusted root under a version of the metadata. */
  public void publish(byte[] trustedRoot, int version, Instant expires) {
    publish(trustedRoot, version, expires, key);
  }

  /** Puts other bytes where a trusted root was published. */
  void replace(byte[] trustedRoot, byte[] other) {
    files.put("/targets/" + hash(trustedRoot) + ".trusted_root.json", other);
  }

  private static Map<String, Object> meta(String type, int version, Instant expires) {
    return new TreeMap<>(
        Map.of(
            "_type",
            type,
            "spec_version",
            "1.0.31",
            "version",
            version,
            "expires",
            expires.toString()));
  }

  private static byte[] signed(Map<String, Object> content, KeyPair by, String keyId) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(by.getPrivate());
      signer.update(MAPPER.writeValueAsString(content).getBytes(StandardCharsets.UTF_8));
      Map<String, Object> signature =
          Map.of("keyid", keyId, "sig", HexFormat.of().formatHex(signer.sign()));
      Map<String, Object> whole = Map.of("signed", content, "signatures", List.of(signature));
      return MAPPER.writeValueAsString(whole).getBytes(StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
