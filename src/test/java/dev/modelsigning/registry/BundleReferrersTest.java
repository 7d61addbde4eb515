// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.registry.BundleReferrers.Attached;
import dev.modelsigning.registry.RegistryFailure.Kind;
import dev.modelsigning.statement.Statement;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding the one bundle of an image, in registries of all manners. */
final class BundleReferrersTest {
  private static final byte[] BUNDLE = "{\"a\":\"bundle\"}".getBytes(UTF_8);
  private static final String PROVENANCE = "https://slsa.dev/provenance/v1";
  private static final Credentials CREDENTIALS = new Credentials("team-a", "pass:word");

  private final FakeRegistry registry = new FakeRegistry();
  private final FakeRegistry other = new FakeRegistry();

  @AfterEach
  void stop() {
    registry.close();
    other.close();
  }

  private BundleReferrers referrers(FakeRegistry... allowed) throws RegistryFailure {
    return referrers(Optional.of(CREDENTIALS), allowed);
  }

  private BundleReferrers referrers(Optional<Credentials> credentials, FakeRegistry... allowed)
      throws RegistryFailure {
    return registry.referrers(credentials, allowed);
  }

  private AbstractThrowableAssert<?, ?> assertFails(Kind kind) {
    return assertThatThrownBy(() -> referrers().find(Optional.empty()))
        .isInstanceOfSatisfying(
            RegistryFailure.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsTheBundleByTheApiAndByTheTag(boolean api) throws RegistryFailure {
    registry.hasReferrersApi = api;
    String digest = registry.attach(BUNDLE, FakeRegistry.BUNDLE);

    Attached found = referrers().find(Optional.empty());

    assertThat(found.referrer()).isEqualTo(digest);
    assertThat(referrers().read(found)).isEqualTo(BUNDLE);
  }

  @Test
  void bundlesAboutSomethingElseAreNotMeant() throws RegistryFailure {
    registry.attach("{}".getBytes(UTF_8), FakeRegistry.BUNDLE, PROVENANCE);
    registry.attach("[]".getBytes(UTF_8), "application/spdx+json");
    String digest = registry.attach(BUNDLE, FakeRegistry.BUNDLE, Statement.PREDICATE_TYPE);

    assertThat(referrers().find(Optional.empty()).referrer()).isEqualTo(digest);
  }

  @Test
  void artifactsThatAreNoBundlesNeedNotBeReadable() throws RegistryFailure {
    registry.referrers.add(
        "{\"artifactType\":\"application/odd\",\"digest\":\"sha512:%s\"}"
            .formatted("1".repeat(128)));
    String digest = registry.attach(BUNDLE, FakeRegistry.BUNDLE);

    assertThat(referrers().find(Optional.empty()).referrer()).isEqualTo(digest);
  }

  @Test
  void bundleWithADigestOfAnotherKindIsNotPassedOver() {
    registry.referrers.add(
        "{\"artifactType\":\"%s\",\"digest\":\"sha512:%s\"}"
            .formatted(FakeRegistry.BUNDLE, "1".repeat(128)));
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);

    assertFails(Kind.INVALID);
  }

  @Test
  void takesNoneOfSeveralAndListsThem() {
    String one = registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    String two = registry.attach("{}".getBytes(UTF_8), FakeRegistry.BUNDLE);

    assertFails(Kind.AMBIGUOUS).hasMessageContainingAll(one, two, "name one by its digest");
  }

  @Test
  void takesTheOneThatIsNamedAmongSeveral() throws RegistryFailure {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    String two = registry.attach("{}".getBytes(UTF_8), FakeRegistry.BUNDLE);

    Attached found = referrers().find(Optional.of(two));

    assertThat(referrers().read(found)).isEqualTo("{}".getBytes(UTF_8));
    assertThat(registry.seen).noneMatch(seen -> seen.path().contains("referrers"));
  }

  @Test
  void findsTheBundleOnALaterPage() throws RegistryFailure {
    registry.pageSize = 1;
    registry.attach("{}".getBytes(UTF_8), FakeRegistry.BUNDLE, PROVENANCE);
    String digest = registry.attach(BUNDLE, FakeRegistry.BUNDLE);

    assertThat(referrers().find(Optional.empty()).referrer()).isEqualTo(digest);
  }

  @Test
  void refusesAListWithoutEnd() {
    registry.pageSize = 1;
    IntStream.range(0, 20).forEach(i -> registry.attach(new byte[i], "application/spdx+json"));

    assertFails(Kind.AMBIGUOUS).hasMessageContaining("more than 256");
  }

  @Test
  void saysHowToAttachWhereThereIsNone() {
    assertFails(Kind.NOT_FOUND).hasMessageContaining("oms sign key --oci");
  }

  @Test
  void refusesAnArtifactOfAnotherImage() {
    String digest = registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    String moved =
        new String(registry.manifests.get(digest), UTF_8)
            .replace(FakeRegistry.IMAGE, "sha256:" + "2".repeat(64));
    String elsewhere = FakeRegistry.put(registry.manifests, moved.getBytes(UTF_8));

    assertThatThrownBy(() -> referrers().find(Optional.of(elsewhere)))
        .hasMessageContaining("not attached to this image");
  }

  @Test
  void refusesBytesThatAreNotTheDigest() throws RegistryFailure {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    Attached found = referrers().find(Optional.empty());
    registry.blobs.replaceAll((digest, bytes) -> "{\"a\":\"bandle\"}".getBytes(UTF_8));

    assertThatThrownBy(() -> referrers().read(found)).hasMessageContaining("is not sha256:");
  }

  @Test
  void refusesABundleThatIsLargerThanTheLimit() throws RegistryFailure {
    registry.attach(new byte[BundleReferrers.MAX_BUNDLE + 1], FakeRegistry.BUNDLE);
    Attached found = referrers().find(Optional.empty());

    assertThatThrownBy(() -> referrers().read(found)).hasMessageContaining("the most are");
    assertThat(registry.seen).noneMatch(seen -> seen.path().contains("/blobs/"));
  }

  @Test
  void readsNoMoreThanWasDescribed() throws RegistryFailure {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    Attached found = referrers().find(Optional.empty());
    registry.blobs.replaceAll((digest, bytes) -> new byte[1 << 20]);

    assertThatThrownBy(() -> referrers().read(found)).hasMessageContaining("too long");
  }

  @Test
  void showsNothingOfAnAnswersBody() {
    registry.status = 500;

    assertFails(Kind.BUSY)
        .hasMessageContaining("500")
        .hasMessageNotContaining("inside of another service");
  }

  @Test
  void callsNoRegistryThatIsNotListed() {
    assertThatThrownBy(() -> referrers(other))
        .isInstanceOfSatisfying(
            RegistryFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED));
    assertThat(registry.seen).isEmpty();
  }

  @Test
  void basicCredentialsAreShownWhenTheyAreAskedFor() throws RegistryFailure {
    registry.challenge = "Basic realm=\"registry\"";
    registry.accepted = CREDENTIALS.basic();
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);

    referrers().find(Optional.empty());

    assertThat(registry.seen.getFirst().authorization()).isEmpty();
  }

  @Test
  void saysThatCredentialsAreMissing() {
    registry.challenge = "Basic realm=\"registry\"";

    assertThatThrownBy(() -> referrers(Optional.empty()).find(Optional.empty()))
        .isInstanceOfSatisfying(
            RegistryFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
  }

  @Test
  void tokenOfTheSameHostIsObtainedWithTheCredentials() throws RegistryFailure {
    registry.challenge =
        "Bearer realm=\"%s/token\",service=\"registry\",scope=\"repository:x:pull\""
            .formatted(registry.url());
    registry.accepted = "Bearer secret-token";
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);

    referrers().find(Optional.empty());

    assertThat(registry.seen)
        .filteredOn(seen -> seen.path().startsWith("/token"))
        .containsExactly(
            new FakeRegistry.Seen(
                "/token?scope=repository%3Amodels%2Fminilm%3Apull&service=registry",
                CREDENTIALS.basic()));
  }

  @Test
  void tokenServiceOfAnotherHostSeesNoCredentials() throws RegistryFailure {
    registry.challenge = "Bearer realm=\"%s/token\",service=\"r\"".formatted(other.url());
    registry.accepted = "Bearer secret-token";
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);

    referrers(registry, other).find(Optional.empty());

    assertThat(other.seen).extracting(FakeRegistry.Seen::authorization).containsExactly("");
  }

  @Test
  void tokenServiceInsideOfTheNetworkIsNotCalledUnlessItIsListed() {
    registry.challenge = "Bearer realm=\"%s/token\",service=\"r\"".formatted(other.url());

    assertFails(Kind.NOT_ALLOWED).hasMessageContaining("not in the list of registries");
    assertThat(other.seen).isEmpty();
  }

  @Test
  void aTokenThatEndedIsReplaced() throws RegistryFailure {
    registry.challenge = "Bearer realm=\"%s/token\"".formatted(registry.url());
    registry.accepted = "Bearer secret-token";
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    BundleReferrers referrers = referrers();
    Attached found = referrers.find(Optional.empty());
    registry.token = "next";
    registry.accepted = "Bearer next";

    assertThat(referrers.read(found)).isEqualTo(BUNDLE);
  }
}
