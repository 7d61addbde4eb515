// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.ServerTls;
import dev.modelsigning.testing.TestPki;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceCallsTest {
  private final Instant now = Clock.systemUTC().instant();
  private final TestPki.Issued root = authority("private authority");
  private HttpsServer server;

  private TestPki.Issued authority(String name) {
    return new TestPki.Request(name)
        .ca(-1)
        .valid(now.minusSeconds(3600), now.plusSeconds(3600))
        .selfSigned();
  }

  @BeforeEach
  void start() throws Exception {
    server =
        HttpsServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ServerTls.by(root, now)));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'{', '}'});
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ServiceAnswer get(ServiceCalls calls) throws SigningException {
    URI url = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
    try (calls) {
      return calls.get(new RemoteService("the service", url, "do something"), "");
    }
  }

  @Test
  void callsPrivateServicesOverTls() throws Exception {
    assertThat(get(ServiceCalls.trusting(root.pem(), Duration.ofSeconds(20))).elements()).isEmpty();
  }

  @Test
  void trustsNoOtherAuthorities() throws Exception {
    assertThatThrownBy(() -> get(ServiceCalls.within(Duration.ofSeconds(20))))
        .hasMessageContaining("is not trusted for TLS")
        .hasMessageContaining("do something");
    ServiceCalls others = ServiceCalls.trusting(authority("other").pem(), Duration.ofSeconds(20));
    assertThatThrownBy(() -> get(others)).hasMessageContaining("is not trusted for TLS");
  }

  @Test
  void refusesAuthoritiesThatCannotBeRead() {
    assertThatThrownBy(() -> ServiceCalls.trusting("", Duration.ofSeconds(1)))
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> ServiceCalls.trusting("-----BEGIN", Duration.ofSeconds(1)))
        .hasMessageContaining("is damaged");
  }
}
