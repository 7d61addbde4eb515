// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The packaged application as a separate process in role webhook, as the image runs it: with TLS
 * from files, and only with the rights of a service account's token.
 */
public final class WebhookProcess implements AutoCloseable {
  private static final Path APPLICATION = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final ApiServerPki pki;
  private final int port;
  private final int managementPort;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();

  private WebhookProcess(
      Path directory, ApiServerPki pki, int port, int managementPort, Process process) {
    this.directory = directory;
    this.pki = pki;
    this.port = port;
    this.managementPort = managementPort;
    this.process = process;
  }

  /**
   * Starts it and returns when it is alive, ready or not.
   *
   * @param directory an empty one, for certificates and the log
   * @param api where it finds the API server
   * @param token the bearer token it uses there
   */
  public static WebhookProcess start(Path directory, KubeApiServer api, String token) {
    assertThat(APPLICATION).as("built by the package phase: run verify, not only test").exists();
    try {
      ApiServerPki pki = new ApiServerPki(directory, Clock.systemUTC());
      pki.issue("tls", "CN=webhook");
      int port = FreePorts.next();
      int management = FreePorts.next();
      Process process =
          new ProcessBuilder(command(directory, api, token, port, management))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("webhook.log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      WebhookProcess webhook = new WebhookProcess(directory, pki, port, management, process);
      Await.until("the webhook to live", START_PATIENCE, () -> webhook.health("live") == 200);
      return webhook;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the webhook did not start", e);
    }
  }

  /** Where the API server calls it. */
  public String url() {
    return "https://127.0.0.1:" + port + "/admission/pods";
  }

  /** Base64 of the PEM text of the authority of its certificate. */
  public String caBundle() {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(pki.file("ca.crt")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends it a request directly, as the API server would. */
  public HttpResponse<String> post(String body) {
    try (HttpClient client = client()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url()))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Version 1.1: this client does not understand how the server refuses a large body in version 2.
   */
  private HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(trustingItsAuthority())
        .build();
  }

  /** Replaces certificate, key and authority, as the kubelet does when the Secret changes. */
  public void replaceCertificate() {
    try {
      new ApiServerPki(directory, Clock.systemUTC()).issue("tls", "CN=webhook");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no new certificate", e);
    }
  }

  private SSLContext trustingItsAuthority() {
    try (InputStream pem = Files.newInputStream(pki.file("ca.crt"))) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the authority of the webhook cannot be read", e);
    }
  }

  /** Whether the kubelet reports it ready. */
  public boolean isReady() {
    return health("ready") == 200;
  }

  /** Waits for {@link #isReady}. */
  public void awaitReady() {
    try {
      Await.until("the webhook to be ready", START_PATIENCE, this::isReady);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + log(), e);
    }
  }

  /** The port of its health and metrics, on this machine. */
  public int managementPort() {
    return managementPort;
  }

  /** Its metrics in the Prometheus text format. */
  public String metrics() {
    return get("/q/metrics").body();
  }

  /** Its log so far. */
  public String log() {
    try {
      return Files.readString(directory.resolve("webhook.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }

  private int health(String probe) {
    if (!process.isAlive()) {
      throw new AssertionError("the webhook ended\n" + log());
    }
    try {
      return get("/q/health/" + probe).statusCode();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> command(
      Path directory, KubeApiServer api, String token, int port, int management) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "@" + Path.of("src/main/dist/conf/jvm.options").toAbsolutePath(),
            "-Xmx256m",
            // Few reviews, so that compiling for speed would cost more than all of them.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dquarkus.profile=webhook,prod",
            "-Doms.role=webhook",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.ssl-port=" + port,
            "-Dquarkus.management.host=127.0.0.1",
            "-Dquarkus.management.port=" + management,
            "-Dquarkus.tls.webhook.key-store.pem.0.cert=" + directory.resolve("tls.crt"),
            "-Dquarkus.tls.webhook.key-store.pem.0.key=" + directory.resolve("tls.key"),
            "-Dquarkus.tls.webhook.reload-period=1s",
            "-Dkubernetes.auth.tryKubeConfig=false",
            "-Dquarkus.kubernetes-client.api-server-url=" + api.url(),
            "-Dquarkus.kubernetes-client.ca-cert-file=" + api.adminConfig().getCaCertFile(),
            "-Dquarkus.kubernetes-client.token=" + token,
            "-jar",
            APPLICATION.toString()));
    return command;
  }
}
