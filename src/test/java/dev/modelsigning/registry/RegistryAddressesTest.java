// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts are called, and who sees a password. */
final class RegistryAddressesTest {
  private static final String DIGEST = "@sha256:" + "1".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "minilm, docker.io, library/minilm",
    "team/minilm:v1, docker.io, team/minilm",
    "Registry.Example.com:5000/a/b:v1, registry.example.com:5000, a/b",
    "localhost/minilm, localhost, minilm",
  })
  void readsNamesAsRuntimesDo(String name, String registry, String repository)
      throws RegistryFailure {
    ImageName image = ImageName.of(name + DIGEST);

    assertThat(image.registry()).isEqualTo(registry);
    assertThat(image.repository()).isEqualTo(repository);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example.com/../v2/_catalog",
        "registry.example.com/a//b",
        "registry.example.com/a?x=y",
        "user@registry.example.com/a",
        "registry.example.com:0/a",
        "registry.example.com#/a",
        "registry.example.com/A",
        ""
      })
  void refusesNamesThatAreNoRepository(String name) {
    assertThatThrownBy(() -> ImageName.of(name + DIGEST)).isInstanceOf(RegistryFailure.class);
  }

  @Test
  void refusesATag() {
    assertThatThrownBy(() -> ImageName.of("registry.example.com/a:v1"))
        .hasMessageContaining("a tag can be moved");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::ffff:10.0.0.1"
      })
  void addressesOfTheInsideAreKnown(String address) throws UnknownHostException {
    assertThat(Origins.isInside(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "100.128.0.1", "172.32.0.1", "2606:4700::1111"})
  void addressesOfTheOutsideAreKnown(String address) throws UnknownHostException {
    assertThat(Origins.isInside(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://registry.example.com, https://registry.example.com/token, true",
    "https://registry.example.com:5000, https://registry.example.com/token, true",
    "https://registry-1.docker.io, https://auth.docker.io/token, true",
    "https://registry.example.com, https://auth.docker.io/token, false",
    "https://registry.example.com, http://registry.example.com/token, false",
    "https://registry.example.com, https://tokens.example.com/token, false",
    "http://registry.example.com, http://registry.example.com/token, true",
  })
  void onlyTheTokenServiceOfTheSameOwnerSeesAPassword(String registry, String realm, boolean may) {
    assertThat(TokenService.maySee(URI.create(registry), URI.create(realm))).isEqualTo(may);
  }

  /** As KServe, skopeo and browsers have them. */
  @ParameterizedTest
  @ValueSource(strings = {"oci://", "oci+native://", "docker://", "https://"})
  void imageThatIsNamedByAUrlIsToldToNameItWithout(String scheme) {
    String image = scheme + "registry.example.com/m@sha256:" + "0".repeat(64);
    assertThatThrownBy(() -> ImageName.of(image))
        .isInstanceOf(RegistryFailure.class)
        .hasMessageContaining("named by a URL; write what follows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://registry.example.com", "registry.example.com/models", "*", ""})
  void refusesEntriesThatAreNoHost(String entry) {
    assertThatThrownBy(() -> AllowedRegistries.of(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a registry");
  }

  private static Optional<Credentials> credentials(String key, String registry) {
    String pair = Base64.getEncoder().encodeToString("user:pass:word".getBytes(UTF_8));
    return DockerConfig.of(
            "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(key, pair).getBytes(UTF_8))
        .of(registry);
  }

  @Test
  void credentialsAreForTheirRegistryAlone() {
    assertThat(credentials("registry.example.com", "registry.example.com"))
        .contains(new Credentials("user", "pass:word"));
    assertThat(credentials("https://index.docker.io/v1/", "docker.io")).isPresent();
    assertThat(credentials("registry.example.com", "registry.example.com:5000")).isEmpty();
    assertThat(credentials("registry.example.com/team-a", "registry.example.com")).isEmpty();
    assertThat(credentials("registry.example.com.evil.example", "registry.example.com")).isEmpty();
  }

  @Test
  void aConfigurationThatIsNoneSaysNothingOfItsContent() {
    assertThatThrownBy(() -> DockerConfig.of("{\"auths\": secret".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("secret");
  }

  @Test
  void credentialsDoNotShowThemselves() {
    assertThat(new Credentials("user", "pass")).hasToString("credentials of a registry");
  }
}
