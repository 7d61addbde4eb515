// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallsTest {
  private static final int LIMIT = 10;
  private static final Duration LONG = Duration.ofMinutes(1);

  private HttpServer server;
  private int status = 200;
  private String body = "{}";
  private boolean endless;
  private CountDownLatch answering = new CountDownLatch(0);

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange;
              OutputStream out = exchange.getResponseBody()) {
            answering.await();
            exchange.sendResponseHeaders(status, status == 204 ? -1 : 0);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            do {
              out.write(bytes);
            } while (endless);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    answering.countDown();
    server.stop(0);
  }

  private RemoteService service() {
    return new RemoteService(
        "the service", URI.create("http://localhost:" + server.getAddress().getPort()), "wait");
  }

  private byte[] get(Duration call, Duration all) throws HttpFailure {
    try (HttpCalls calls = HttpCalls.within(call, all)) {
      return calls.get(service(), Map.of(), LIMIT);
    }
  }

  private HttpFailure failure(Duration call, Duration all) {
    try {
      get(call, all);
      throw new AssertionError("the call succeeds");
    } catch (HttpFailure e) {
      assertThat(e).hasMessageStartingWith("the service at http://localhost:");
      assertThat(e).hasMessageEndingWith("; wait");
      return e;
    }
  }

  @Test
  void returnsAnAnswerWithinTheLimit() throws Exception {
    body = "0123456789";
    assertThat(get(LONG, LONG)).hasSize(LIMIT);
  }

  @Test
  void refusesAnAnswerOverTheLimit() {
    body = "0123456789x";
    assertThat(failure(LONG, LONG)).hasMessageContaining("too long");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 302, 404, 500})
  void namesEveryOtherStatus(int other) {
    status = other;
    HttpFailure failure = failure(LONG, LONG);
    assertThat(failure.status()).isEqualTo(OptionalInt.of(other));
    assertThat(failure).hasMessageContaining("HTTP status " + other);
  }

  @Test
  void showsTheBeginningOfAnEndlessErrorPage() {
    status = 500;
    endless = true;
    body = "x".repeat(1000);
    assertThat(failure(LONG, LONG).getMessage()).contains("xxx…").hasSizeLessThan(400);
  }

  @Test
  void limitsTheTimeOfOneCallAndOfAllCalls() {
    answering = new CountDownLatch(1);
    Duration moment = Duration.ofMillis(300);
    assertThat(failure(moment, LONG)).hasMessageContaining("does not answer within 0 s");
    assertThat(failure(LONG, moment)).hasMessageContaining("within the total limit");
  }

  @Test
  void limitOfAllCallsBeginsWithTheFirst() throws Exception {
    AtomicLong nanos = new AtomicLong();
    try (HttpCalls calls = HttpCalls.within(LONG, LONG, nanos::get)) {
      nanos.addAndGet(LONG.multipliedBy(60).toNanos());
      assertThat(calls.get(service(), Map.of(), LIMIT)).hasSize(2);
      nanos.addAndGet(LONG.toNanos());
      assertThatExceptionOfType(HttpFailure.class)
          .isThrownBy(() -> calls.get(service(), Map.of(), LIMIT))
          .withMessageContaining("within the total limit of 60 s");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://x.example",
        "file:///x",
        "http:///x",
        "https://me:pw@x.example",
        "https://x/#f",
        "x"
      })
  void refusesOtherUrls(String text) {
    assertThatExceptionOfType(URISyntaxException.class).isThrownBy(() -> HttpUrl.of(text));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RemoteService("it", URI.create(text), "wait"));
  }

  @Test
  void aPathCannotFollowAQuery() {
    URI base = URI.create("https://x.example/base?key=1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpUrl.below(base, "/a.json"))
        .withMessageContaining("must have no query or fragment");
    assertThatExceptionOfType(URISyntaxException.class)
        .isThrownBy(() -> HttpUrl.base(base.toString()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpUrl.below(URI.create("https://x.example/#f"), "/a.json"));
  }

  @Test
  void aPathStaysOnTheHostOfItsBase() {
    URI base = URI.create("https://x.example/base/");
    for (String path : new String[] {"/a.json", "//evil.example/a", "/https://evil.example/a"}) {
      assertThat(HttpUrl.below(base, path).getHost()).isEqualTo("x.example");
    }
  }
}
