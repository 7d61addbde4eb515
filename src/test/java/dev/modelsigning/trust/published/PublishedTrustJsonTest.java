// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.trust.published.PublishedAuthority.Keyless;
import dev.modelsigning.trust.published.PublishedAuthority.Rule;
import dev.modelsigning.trust.published.PublishedTrust.Denial;
import dev.modelsigning.trust.published.PublishedTrust.WantedAnnotation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class PublishedTrustJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PublishedTrust TRUST =
      new PublishedTrust(
          "production",
          List.of(
              new PublishedAuthority.Key("a", "PEM"),
              new PublishedAuthority.Certificate("b", "CA", List.of("models@example.com")),
              new Keyless(
                  "c",
                  new Rule("https://issuer.example.com", false),
                  new Rule("https://example\\.com/.*", true),
                  Map.of("build-trigger", "push"),
                  "root")),
          Map.of("root", "{}"),
          2,
          List.of(
              new WantedAnnotation("any", Optional.empty()),
              new WantedAnnotation("some", Optional.of(List.of("x"))),
              new WantedAnnotation("none", Optional.of(List.of()))),
          List.of(
              new Denial(Optional.of("sha256:0"), Optional.empty(), "bad"),
              new Denial(Optional.empty(), Optional.of("00"), "lost")),
          List.of("cache"));

  private static PublishedTrust read(String json) throws PublishedTrustException {
    return PublishedTrustJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(Consumer<ObjectNode> change, String message) {
    assertThatThrownBy(
            () -> {
              ObjectNode tree = (ObjectNode) JSON.readTree(PublishedTrustJson.write(TRUST));
              change.accept(tree);
              read(tree.toString());
            })
        .isInstanceOf(PublishedTrustException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsWhatItWrites() throws PublishedTrustException {
    assertThat(read(PublishedTrustJson.write(TRUST))).isEqualTo(TRUST);
  }

  private static PublishedTrust of(PublishedAuthority... authorities) {
    return new PublishedTrust(
        "production",
        List.of(authorities),
        Map.of("root", "{}"),
        1,
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void readsTheOptionsOfAuthorities() throws PublishedTrustException {
    PublishedTrust options =
        of(
            new PublishedAuthority.Key("a", "PEM", true, true),
            new PublishedAuthority.Certificate(
                "b", "CA", List.of(), List.of("https://ci/.*"), List.of("STAMPS"), true),
            new Keyless("c", new Rule("i", false), new Rule("s", false), Map.of(), "root", true));

    assertThat(read(PublishedTrustJson.write(options))).isEqualTo(options);
  }

  /** Gates of earlier versions read what has no options. */
  @Test
  void writesNoOptionThatIsNotSet() {
    assertThat(PublishedTrustJson.write(TRUST))
        .doesNotContain("legacyBundles", "experimental", "RegExps", "timestampAuthorities");
  }

  @Test
  void refusesASwitchThatIsNotTrue() {
    for (String value : List.of("false", "\"true\"", "1", "null")) {
      String json =
          PublishedTrustJson.write(of(new PublishedAuthority.Key("a", "PEM", true, true)));
      for (String name : List.of("legacyBundles", "experimental")) {
        assertThatThrownBy(
                () -> read(json.replace("\"" + name + "\":true", "\"" + name + "\":" + value)))
            .isInstanceOf(PublishedTrustException.class)
            .hasMessageContaining(name + " is not true");
      }
    }
  }

  @Test
  void anEmptyListOfValuesAcceptsNone() {
    assertThat(TRUST.annotations().get(2).accepts(Optional.of("x"))).isFalse();
    assertThat(TRUST.annotations().get(1).accepts(Optional.of("x"))).isTrue();
    assertThat(TRUST.annotations().get(1).accepts(Optional.of("y"))).isFalse();
    assertThat(TRUST.annotations().getFirst().accepts(Optional.empty())).isFalse();
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertRefused(tree -> tree.put("version", "modelsigning.dev/gate-trust/v2"), "its version is");
    assertRefused(tree -> tree.put("maxAge", "1d"), "unknown member 'maxAge'");
    assertRefused(
        tree -> ((ObjectNode) tree.withArray("authorities").get(0)).put("only", true),
        "unknown member 'only'");
    assertRefused(
        tree -> ((ObjectNode) tree.withArray("authorities").get(2).get("keyless")).put("x", "y"),
        "unknown member 'x'");
  }

  @Test
  void refusesWhatIsMissing() {
    for (String member :
        List.of("policy", "authorities", "trustedRoots", "minimumMatches", "annotations", "deny")) {
      assertRefused(tree -> tree.remove(member), "'" + member + "'");
    }
    assertRefused(tree -> tree.putArray("authorities"), "there is no authority");
    assertRefused(tree -> tree.put("minimumMatches", 0), "minimumMatches is not a number from 1");
    assertRefused(tree -> tree.put("minimumMatches", "2"), "is not a whole number");
    assertRefused(
        tree -> ((ObjectNode) tree.withArray("authorities").get(2).get("keyless")).remove("issuer"),
        "exactly one of issuer");
  }

  @Test
  void refusesDuplicateMembersAndTrailingText() {
    String json = PublishedTrustJson.write(TRUST);
    assertThatThrownBy(() -> read(json + "{}")).isInstanceOf(PublishedTrustException.class);
    assertThatThrownBy(() -> read(json.replaceFirst("\"policy\"", "\"policy\":\"x\",\"policy\"")))
        .isInstanceOf(PublishedTrustException.class);
  }
}
