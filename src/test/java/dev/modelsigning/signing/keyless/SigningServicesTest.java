// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.TestPki;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SigningServicesTest {
  private static final String TYPE = "application/vnd.dev.sigstore.signingconfig.v0.2+json";

  private static String service(String url, int version, String operator, String start) {
    return """
        {"url":"%s","majorApiVersion":%d,"operator":"%s","validFor":{"start":"%s"}}"""
        .formatted(url, version, operator, start);
  }

  private static String past(String url, int version, String operator) {
    return service(url, version, operator, "2024-01-01T00:00:00Z");
  }

  private static SigningServices read(String members) throws SigningException {
    String json = "{\"mediaType\":\"%s\",%s}".formatted(TYPE, members);
    return SigningServices.read(json.getBytes(StandardCharsets.UTF_8), TestPki.NOW);
  }

  private static String config(String logs, String logConfig, String stamps) {
    return "\"caUrls\":[%s],\"rekorTlogUrls\":[%s],\"rekorTlogConfig\":{%s},\"tsaUrls\":[%s]"
        .formatted(past("https://fulcio.example", 1, "a"), logs, logConfig, stamps);
  }

  @Test
  void shipsThePublicGoodAndTheStagingInstance() throws Exception {
    Instant now = Instant.parse("2026-11-21T00:00:00Z");
    assertThat(SigningServices.publicGood(now).certificates())
        .isEqualTo(URI.create("https://fulcio.sigstore.dev"));
    assertThat(SigningServices.publicGood(now).tokens())
        .contains(URI.create("https://oauth2.sigstore.dev/auth"));
    assertThat(SigningServices.staging(now).logs().getFirst().version()).isEqualTo(2);
  }

  @Test
  void takesTheNewestVersionOfEachOperatorThatIsValidNow() throws Exception {
    String logs =
        past("https://one.example", 1, "a")
            + ","
            + past("https://two.example", 2, "a")
            + ","
            + past("https://three.example", 3, "a")
            + ","
            + service("https://future.example", 2, "a", "2030-01-01T00:00:00Z");
    SigningServices services =
        read(config(logs, "\"selector\":\"ANY\"", past("https://tsa.example", 1, "a")));
    assertThat(services.logs())
        .containsExactly(new SigningServices.Log(URI.create("https://two.example"), 2));
  }

  @Test
  void takesAsManyAsTheSelectorSays() throws Exception {
    String logs = past("https://one.example", 1, "a") + "," + past("https://two.example", 1, "b");
    assertThat(read(config(logs, "\"selector\":\"ALL\"", "")).logs()).hasSize(2);
    assertThat(read(config(logs, "\"selector\":\"ANY\"", "")).logs()).hasSize(1);
    assertThat(read(config(logs, "\"selector\":\"EXACT\",\"count\":2", "")).logs()).hasSize(2);
    assertThatThrownBy(() -> read(config(logs, "\"selector\":\"EXACT\",\"count\":3", "")))
        .hasMessageContaining("3 services are required, but 2 are valid");
    assertThatThrownBy(() -> read(config(logs, "\"selector\":\"MOST\"", "")))
        .hasMessageContaining("selector 'MOST' is unknown");
  }

  @Test
  void refusesAConfigurationWithoutAuthorityLogOrTime() {
    assertThatThrownBy(() -> read("\"caUrls\":[]"))
        .hasMessageContaining("no certificate authority that is valid now");
    assertThatThrownBy(() -> read(config(past("https://l.example", 9, "a"), "", "")))
        .hasMessageContaining("no transparency log that is valid now");
    assertThatThrownBy(() -> read(config(past("https://l.example", 2, "a"), "", "")))
        .hasMessageContaining("no timestamp authority");
  }

  @Test
  void refusesMoreServicesThanABundleHolds() {
    StringBuilder logs = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      logs.append(i == 0 ? "" : ",").append(past("https://l.example", 1, "operator " + i));
    }
    assertThatThrownBy(() -> read(config(logs.toString(), "\"selector\":\"ALL\"", "")))
        .hasMessageContaining("more than 8 logs");
  }

  @Test
  void refusesOtherDocuments() {
    assertThatThrownBy(() -> read("\"mediaType\":\"twice\""))
        .hasMessageContaining("not valid JSON");
    assertThatThrownBy(
            () -> SigningServices.read("{}".getBytes(StandardCharsets.UTF_8), TestPki.NOW))
        .hasMessageContaining("is not " + TYPE);
    assertThatThrownBy(() -> read(config(past("ftp://l.example", 1, "a"), "", "")))
        .hasMessageContaining("a URL is not valid");
    assertThatThrownBy(() -> read(config(past("https://me:pw@l.example", 1, "a"), "", "")))
        .hasMessageContaining("a URL is not valid");
    assertThatThrownBy(
            () -> read(config(service("https://l.example", 1, "a", "yesterday"), "", "")))
        .hasMessageContaining("a time is not valid");
    String many = (past("https://l.example", 1, "a") + ",").repeat(64);
    assertThatThrownBy(() -> read(config(many + past("https://l.example", 1, "a"), "", "")))
        .hasMessageContaining("more than 64 elements");
  }
}
