// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An HTTPS server in this JVM that an API server sends admission reviews to. */
public final class ReviewServer implements AutoCloseable {
  private static final String PATH = "/admission/pods";
  private static final char[] NO_PASSWORD = {};

  private final ApiServerPki pki;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Answers one review. */
  @FunctionalInterface
  public interface Reviewer {
    /** Reads the body of a review. */
    Answer review(InputStream body) throws IOException;
  }

  /** The answer to a review: an HTTP status and a body. */
  public record Answer(int status, String body) {}

  /** Starts it on a free port. */
  public ReviewServer(Path folder, Reviewer reviewer) {
    try {
      pki = new ApiServerPki(folder, Clock.systemUTC());
      pki.issue("tls", "CN=webhook");
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls()));
      server.setExecutor(threads);
      server.createContext(PATH, exchange -> answer(reviewer, exchange));
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the server has no certificate", e);
    }
  }

  private SSLContext tls() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("tls", key(), NO_PASSWORD, new Certificate[] {certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private Certificate certificate() throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(pki.file("tls.crt"))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  private PrivateKey key() throws IOException, GeneralSecurityException {
    String pem = Files.readString(pki.file("tls.key")).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
  }

  private static void answer(Reviewer reviewer, HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = reviewer.review(exchange.getRequestBody());
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Where the API server calls it. */
  public String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  /** Base64 of the PEM text of the authority of its certificate. */
  public String caBundle() {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(pki.file("ca.crt")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
