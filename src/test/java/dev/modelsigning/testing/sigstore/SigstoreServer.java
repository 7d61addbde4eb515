// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The HTTP side of {@link PrivateSigstore}, whose answers a test can replace. */
public final class SigstoreServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Service, UnaryOperator<Answer>> changes = new ConcurrentHashMap<>();
  private final List<Service> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** The services by their paths. */
  public enum Service {
    /** Certificates. */
    FULCIO("/api/v2/signingCert"),
    /** The log, version 1. */
    REKOR_V1("/api/v1/log/entries"),
    /** The log, version 2. */
    REKOR_V2("/api/v2/log/entries"),
    /** Timestamps. */
    TIMESTAMPS(PrivateSigstore.TIMESTAMP_PATH),
    /** The issuer's description of itself. */
    ISSUER("/oidc/.well-known/openid-configuration"),
    /** The issuer's exchange of codes for tokens. */
    TOKENS("/oidc/token"),
    /** Tokens for jobs, as GitHub Actions gives them out. */
    JOB_TOKENS(PrivateSigstore.JOB_TOKEN_PATH);

    private final String path;

    Service(String path) {
      this.path = path;
    }
  }

  /**
   * An HTTP answer.
   *
   * @param status of HTTP
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  public record Answer(int status, byte[] body) {
    /** An answer in text. */
    public static Answer of(int status, String body) {
      return new Answer(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  SigstoreServer(PrivateSigstore sigstore) {
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    SigstoreRequests requests = new SigstoreRequests(sigstore);
    for (Service service : Service.values()) {
      server.createContext(service.path, exchange -> serve(service, requests, exchange));
    }
  }

  void start() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Changes every later answer of a service. */
  public void change(Service service, UnaryOperator<Answer> change) {
    changes.put(service, change);
  }

  /** Changes the JSON object in every later answer of a service. */
  public void changeJson(Service service, Consumer<ObjectNode> change) {
    change(
        service,
        answer -> {
          try {
            ObjectNode json = (ObjectNode) new ObjectMapper().readTree(answer.text());
            change.accept(json);
            return Answer.of(answer.status(), json.toString());
          } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Lets a service accept requests and never answer. */
  public void silence(Service service) {
    changes.put(
        service,
        answer -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return answer;
        });
  }

  /** The services that received requests, in order. */
  public List<Service> asked() {
    return List.copyOf(asked);
  }

  private void serve(Service service, SigstoreRequests requests, HttpExchange exchange)
      throws IOException {
    try (exchange) {
      asked.add(service);
      byte[] body = exchange.getRequestBody().readAllBytes();
      Answer answer = requests.answer(service, exchange, body);
      answer = changes.getOrDefault(service, UnaryOperator.identity()).apply(answer);
      exchange.sendResponseHeaders(answer.status(), answer.body().length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body());
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.close();
  }
}
