// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.signing.SigningException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the services that take part in signing: each within a time, each answer of at most
 * {@link #MAX_ANSWER} bytes. Redirects are not followed, since requests carry tokens.
 */
public final class ServiceCalls implements AutoCloseable {
  /** Most bytes of an answer; real ones have some kilobytes. */
  public static final int MAX_ANSWER = 1 << 20;

  /** A log answers only once the entry is in the tree, which takes seconds. */
  public static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final int SHOWN = 200;

  private final HttpClient client;
  private final Duration timeout;

  private ServiceCalls(HttpClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /**
   * Calls that trust the authorities of this Java for TLS.
   *
   * @param timeout of one call, from connecting to the answer's last byte
   */
  public static ServiceCalls within(Duration timeout) {
    return new ServiceCalls(builder().build(), timeout);
  }

  /**
   * Calls that trust only these authorities for TLS.
   *
   * @param pem one or more certificates
   * @throws SigningException when the PEM cannot be read, or holds none
   */
  public static ServiceCalls trusting(String pem, Duration timeout) throws SigningException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
        store.setCertificateEntry("authority " + count++, certificate);
      }
      if (count == 0) {
        throw new SigningException("the PEM of TLS authorities holds no certificate");
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, managers.getTrustManagers(), null);
      return new ServiceCalls(builder().sslContext(tls).build(), timeout);
    } catch (GeneralSecurityException | IOException e) {
      throw new SigningException("the PEM of TLS authorities is damaged", e);
    }
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT);
  }

  /**
   * Posts and returns the body of a successful answer.
   *
   * @param authorization a header's value; empty for none
   */
  byte[] post(
      RemoteService service, String contentType, String accept, String authorization, byte[] body)
      throws SigningException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.url())
            .header("Content-Type", contentType)
            .header("Accept", accept)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return exchange(service, request.build());
  }

  /** Gets and returns the body of a successful answer. */
  byte[] get(RemoteService service, String authorization) throws SigningException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.url()).header("Accept", "application/json");
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return exchange(service, request.build());
  }

  private byte[] exchange(RemoteService service, HttpRequest request) throws SigningException {
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER));
    try {
      // The request's own timeout ends with the headers; a body may trickle for ever.
      HttpResponse<byte[]> response = call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() / 100 != 2) {
        throw service.refusal(
            "answers with HTTP status %d: %s"
                .formatted(response.statusCode(), shown(response.body())));
      }
      return response.body();
    } catch (TimeoutException e) {
      call.cancel(true);
      throw service.refusal("did not answer within %d s".formatted(timeout.toSeconds()), e);
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw service.refusal("was not waited for: interrupted", e);
    } catch (ExecutionException e) {
      throw service.refusal(failure(e.getCause()), e);
    }
  }

  private static String failure(@Nullable Throwable cause) {
    return switch (cause) {
      case SSLException tls -> "cannot be trusted by TLS: " + tls.getMessage();
      case IOException io -> "cannot be reached or breaks off: " + reason(io);
      case null, default -> "cannot be called: " + cause;
    };
  }

  private static String reason(IOException io) {
    return io.getMessage() == null ? io.getClass().getSimpleName() : io.getMessage();
  }

  private static String shown(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
    return text.replaceAll("[^\\x20-\\x7e]", " ").strip();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
