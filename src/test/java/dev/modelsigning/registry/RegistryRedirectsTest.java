// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.registry.BundleReferrers.Attached;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where registries may send a caller, and with what. */
final class RegistryRedirectsTest {
  private static final byte[] BUNDLE = "{\"a\":\"bundle\"}".getBytes(UTF_8);
  private static final Credentials CREDENTIALS = new Credentials("team-a", "pass:word");
  private static final Optional<Credentials> SHOWN = Optional.of(CREDENTIALS);

  private final FakeRegistry registry = new FakeRegistry();
  private final FakeRegistry other = new FakeRegistry();

  @AfterEach
  void stop() {
    registry.close();
    other.close();
  }

  @Test
  void redirectToAnotherHostCarriesNoCredentials() throws RegistryFailure {
    registry.challenge = "Basic realm=\"registry\"";
    registry.accepted = CREDENTIALS.basic();
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    BundleReferrers referrers = registry.referrers(SHOWN, registry, other);
    Attached found = referrers.find(Optional.empty());
    String path = "/v2/" + FakeRegistry.REPOSITORY + "/blobs/" + found.bundle().digest();
    registry.redirects.put(path, other.url() + "/store/blobs/" + found.bundle().digest());
    other.blobs.putAll(registry.blobs);

    assertThat(referrers.read(found)).isEqualTo(BUNDLE);
    assertThat(other.seen).extracting(FakeRegistry.Seen::authorization).containsExactly("");
  }

  @Test
  void redirectToTheInsideOfTheNetworkIsNotFollowed() throws RegistryFailure {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    Attached found = registry.referrers(SHOWN).find(Optional.empty());
    String path = "/v2/" + FakeRegistry.REPOSITORY + "/blobs/" + found.bundle().digest();

    for (String target :
        List.of(other.url() + "/x", "https://169.254.169.254/x", "https://[::1]/", "file:///etc")) {
      registry.redirects.put(path, target);
      assertThatThrownBy(() -> registry.referrers(SHOWN).read(found))
          .isInstanceOf(RegistryFailure.class);
    }
    assertThat(other.seen).isEmpty();
  }

  @Test
  void whoRunsTheProgramFollowsInsideOfTheirOwnNetwork() throws RegistryFailure {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    Registries registries =
        new Registries(
            AllowedRegistries.named(registry.url()), Duration.ofSeconds(5), Duration.ofSeconds(10));
    BundleReferrers referrers = new BundleReferrers(registries.reading(registry.image(), SHOWN));
    Attached found = referrers.find(Optional.empty());
    String path = "/v2/" + FakeRegistry.REPOSITORY + "/blobs/" + found.bundle().digest();
    registry.redirects.put(path, other.url() + "/store/blobs/" + found.bundle().digest());
    other.blobs.putAll(registry.blobs);

    assertThat(referrers.read(found)).isEqualTo(BUNDLE);
    assertThat(other.seen).extracting(FakeRegistry.Seen::authorization).containsExactly("");
  }

  @Test
  void fromOutsideNobodyIsFollowedInside() {
    for (AllowedRegistries allowed :
        List.of(AllowedRegistries.named("8.8.8.8"), AllowedRegistries.of(List.of("8.8.8.8")))) {
      assertThatThrownBy(
              () -> Origins.next(URI.create("https://8.8.8.8"), "https://10.0.0.1/x", allowed))
          .isInstanceOf(RegistryFailure.class);
    }
  }

  @Test
  void redirectsEnd() throws RegistryFailure {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    Attached found = registry.referrers(SHOWN).find(Optional.empty());
    String path = "/v2/" + FakeRegistry.REPOSITORY + "/blobs/" + found.bundle().digest();
    registry.redirects.put(path, path);

    assertThatThrownBy(() -> registry.referrers(SHOWN).read(found))
        .hasMessageContaining("without an end");
  }
}
