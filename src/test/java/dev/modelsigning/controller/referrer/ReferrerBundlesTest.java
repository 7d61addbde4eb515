// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.OciReferrer;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.Recheck;
import dev.modelsigning.controller.SpecDigest;
import dev.modelsigning.controller.modelsignature.MovableClock;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.registry.AllowedRegistries;
import dev.modelsigning.registry.BundleReferrers;
import dev.modelsigning.registry.FakeRegistry;
import dev.modelsigning.registry.Registries;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a registry is asked, and what stays of its answers. */
final class ReferrerBundlesTest {
  private static final byte[] BUNDLE = "{\"a\":\"bundle\"}".getBytes(UTF_8);
  private static final String BUNDLE_DIGEST = "sha256:" + Digest.sha256(BUNDLE).hex();
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final FakeRegistry registry = new FakeRegistry();
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-29T10:00:00Z"));
  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final ModelSignature resource = resource("uid");
  private ReferrerBundles bundles = started(List.of(registry.url()));

  @AfterEach
  void stop() {
    registry.close();
    client.close();
  }

  private ReferrerBundles started(List<String> allowed) {
    return new ReferrerBundles(
        new Registries(
            AllowedRegistries.of(allowed), Duration.ofSeconds(5), Duration.ofSeconds(10)),
        new Recheck(PAUSE),
        clock);
  }

  private ModelSignature resource(String uid) {
    ModelSignature made = new ModelSignature();
    made.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team-a")
            .withName("minilm")
            .withUid(uid)
            .withGeneration(1L)
            .build());
    made.getSpec().source = new ModelSource();
    made.getSpec().source.image = new ImageSource();
    made.getSpec().source.image.reference =
        registry.host() + "/" + FakeRegistry.REPOSITORY + "@" + FakeRegistry.IMAGE;
    made.getSpec().signature = new SignatureSource();
    made.getSpec().signature.ociReferrer = new OciReferrer();
    return made;
  }

  private ReferrerFinding find() throws LaterException {
    return bundles.find(resource, 0, resource.getSpec().signature.ociReferrer, client);
  }

  private void assertFound() throws LaterException {
    assertThat(find())
        .isInstanceOfSatisfying(
            ReferrerFinding.Found.class,
            found -> assertThat(found.digest()).isEqualTo(BUNDLE_DIGEST));
  }

  private void assertMissing(Reason reason) throws LaterException {
    assertThat(find())
        .isInstanceOfSatisfying(
            ReferrerFinding.Missing.class,
            missing -> assertThat(missing.reason()).isEqualTo(reason));
  }

  @Test
  void asksOnceInEachPauseAndReadsTheBundleOnce() throws LaterException {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);

    assertFound();
    int asked = registry.seen.size();
    assertFound();
    assertThat(registry.seen).hasSize(asked);

    ReferrerFinding.Found found = (ReferrerFinding.Found) find();
    assertThat(found.bytes().get()).isEqualTo(BUNDLE);
    assertThat(found.bytes().get()).isEqualTo(BUNDLE);
    assertThat(registry.seen).filteredOn(seen -> seen.path().contains("/blobs/")).hasSize(1);

    clock.advance(PAUSE.plusSeconds(1));
    assertFound();
    assertThat(registry.seen).hasSizeGreaterThan(asked);
    assertThat(registry.seen).filteredOn(seen -> seen.path().contains("/blobs/")).hasSize(1);
  }

  @Test
  void aBundleThatCannotBeReadIsSaidInTheStatus() throws LaterException {
    registry.attach(new byte[BundleReferrers.MAX_BUNDLE + 1], FakeRegistry.BUNDLE);

    assertMissing(Reason.ReferrerInvalid);
  }

  @Test
  void aBundleThatIsGoneWhenItIsNeededIsMissingAtTheNextLook() throws LaterException {
    recorded();
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    ReferrerFinding.Found found = (ReferrerFinding.Found) find();
    registry.loseBlobs();

    assertThatThrownBy(found.bytes()::get).isInstanceOf(UncheckedIOException.class);

    assertMissing(Reason.ReferrerNotFound);
  }

  private void recorded() {
    resource.setStatus(new ModelSignatureStatus());
    resource.getStatus().measurement = new MeasurementStatus();
    resource.getStatus().measurement.generation = 1L;
    resource.getStatus().measurement.completedAt = "2026-11-29T09:00:00Z";
    resource.getStatus().measurement.bundleDigest = BUNDLE_DIGEST;
  }

  @Test
  void whatIsNamedByItsDigestIsNotAskedForAgain() throws LaterException {
    resource.getSpec().signature.ociReferrer.digest = registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    assertFound();
    int asked = registry.seen.size();

    clock.advance(Duration.ofDays(30));

    assertFound();
    assertThat(registry.seen).hasSize(asked);
  }

  @Test
  void whatWasFoundStaysWhileTheRegistryIsAwayOrRefuses() throws LaterException {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    assertFound();

    for (int status : new int[] {503, 429, 403}) {
      registry.status = status;
      clock.advance(Duration.ofHours(1));
      assertFound();
    }
  }

  @Test
  void whatTheRegistrySaysIsGoneOrDoubtfulEnds() throws LaterException {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    assertFound();

    registry.attach("{}".getBytes(UTF_8), FakeRegistry.BUNDLE);
    clock.advance(Duration.ofHours(1));
    assertMissing(Reason.ReferrerAmbiguous);

    registry.referrers.clear();
    clock.advance(Duration.ofHours(1));
    assertMissing(Reason.ReferrerNotFound);
  }

  @Test
  void anotherQuestionIsAskedAtOnce() throws LaterException {
    assertMissing(Reason.ReferrerNotFound);
    String digest = registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    assertMissing(Reason.ReferrerNotFound);

    resource.getSpec().signature.ociReferrer.digest = digest;

    assertFound();
  }

  @Test
  void afterARestartTheRecordedDigestStandsForABundleThatCannotBeRead() throws LaterException {
    registry.status = 503;
    assertMissing(Reason.RegistryUnreachable);

    recorded();
    bundles = started(List.of(registry.url()));

    assertFound();
    assertThatThrownBy(((ReferrerFinding.Found) find()).bytes()::get)
        .isInstanceOf(UncheckedIOException.class);
    assertThat(resource("other").getStatus()).isNull();
  }

  /** What a restarted operator is told of a platform that it measured at this time. */
  private static NodeVerdictStatus platform(String name, String measuredAt, String bundleDigest) {
    NodeVerdictStatus platform = new NodeVerdictStatus();
    platform.name = name;
    platform.measurement = new MeasurementStatus();
    platform.measurement.generation = 1L;
    platform.measurement.completedAt = measuredAt;
    platform.measurement.bundleDigest = bundleDigest;
    return platform;
  }

  @Test
  void afterARestartTheDigestOfThePlatformThatWasMeasuredLastStands() throws LaterException {
    registry.status = 503;
    resource.setStatus(new ModelSignatureStatus());
    resource.getStatus().nodes =
        List.of(
            platform("linux/amd64", "2026-11-29T08:00:00Z", "sha256:earlier"),
            platform("linux/arm64", "2026-11-29T09:00:00Z", BUNDLE_DIGEST));

    assertFound();
  }

  @Test
  void aRecordOfAnotherGenerationThatSaysTheSameStands() throws LaterException {
    registry.status = 503;
    recorded();
    resource.getStatus().measurement.specDigest = SpecDigest.of(resource.getSpec());
    resource.getMetadata().setGeneration(2L);

    assertFound();
  }

  /** A second bundle that was judged before a restart, as the status says. */
  private ReferrerFinding findSecond(Boolean contentMatches, List<AcceptedBy> acceptedBy)
      throws LaterException {
    registry.status = 503;
    bundles = started(List.of(registry.url()));
    resource.getSpec().additionalSignatures = List.of(resource.getSpec().signature);
    recorded();
    JudgedSignature second = new JudgedSignature();
    second.bundleDigest = "sha256:second";
    second.contentMatches = contentMatches;
    second.acceptedBy = acceptedBy;
    resource.getStatus().signatures = List.of(new JudgedSignature(), second);
    return bundles.find(resource, 1, resource.getSpec().signature.ociReferrer, client);
  }

  @Test
  void afterARestartAFurtherBundleThatCountedStands() throws LaterException {
    assertThat(findSecond(true, List.of(new AcceptedBy())))
        .isInstanceOfSatisfying(
            ReferrerFinding.Found.class,
            found -> assertThat(found.digest()).isEqualTo("sha256:second"));
  }

  @Test
  void afterARestartAFurtherBundleThatDidNotCountIsMissing() throws LaterException {
    assertThat(findSecond(true, List.of())).isInstanceOf(ReferrerFinding.Missing.class);
    assertThat(findSecond(false, List.of(new AcceptedBy())))
        .isInstanceOf(ReferrerFinding.Missing.class);
  }

  @Test
  void afterARestartABundleWithoutItsPlaceAmongTheSignaturesIsMissing() throws LaterException {
    findSecond(true, List.of(new AcceptedBy()));
    resource.getStatus().signatures = resource.getStatus().signatures.subList(1, 2);
    bundles = started(List.of(registry.url()));

    assertThat(bundles.find(resource, 1, resource.getSpec().signature.ociReferrer, client))
        .isInstanceOf(ReferrerFinding.Missing.class);
  }

  @Test
  void aRecordOfAnotherGenerationStandsForNothing() throws LaterException {
    registry.status = 503;
    recorded();
    resource.getStatus().measurement.generation = 0L;

    assertMissing(Reason.RegistryUnreachable);
  }

  @Test
  void withoutAListNothingIsCalled() throws LaterException {
    bundles = started(List.of());

    assertMissing(Reason.RegistryNotAllowed);
    assertThat(registry.seen).isEmpty();
  }

  @Test
  void whatOneNamespaceAsksForSilencesTheRegistryForNoOther() throws LaterException {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    registry.status = 502;
    assertMissing(Reason.RegistryUnreachable);
    registry.status = 200;
    ModelSignature elsewhere = resource("other");
    elsewhere.getMetadata().setNamespace("team-b");

    assertThat(bundles.find(elsewhere, 0, resource.getSpec().signature.ociReferrer, client))
        .isInstanceOf(ReferrerFinding.Found.class);
  }

  @Test
  void aRegistryThatDoesNotAnswerIsLeftAloneForAWhile() throws LaterException {
    registry.status = 503;
    assertMissing(Reason.RegistryUnreachable);
    int asked = registry.seen.size();

    bundles.find(resource("other"), 0, resource.getSpec().signature.ociReferrer, client);

    assertThat(registry.seen).hasSize(asked);
  }

  @Test
  void aBundleThatIsTooLongSilencesNobody() throws LaterException {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    registry.lengthenBlobs();
    assertMissing(Reason.ReferrerInvalid);
    int asked = registry.seen.size();

    bundles.find(resource("other"), 0, resource.getSpec().signature.ociReferrer, client);

    assertThat(registry.seen).hasSizeGreaterThan(asked);
  }

  @Test
  void aRefusalIsSaidUnlessTheBundleIsRecorded() throws LaterException {
    registry.status = 403;
    assertMissing(Reason.RegistryDenied);

    recorded();
    bundles = started(List.of(registry.url()));

    assertFound();
  }

  @Test
  void aNamespaceAsksSoOftenAMinute() throws LaterException {
    registry.attach(BUNDLE, FakeRegistry.BUNDLE);
    for (int i = 0; i < 2 * Allowance.A_MINUTE; i++) {
      bundles.find(resource("uid-" + i), 0, resource.getSpec().signature.ociReferrer, client);
    }

    assertThat(registry.seen)
        .filteredOn(seen -> seen.path().contains("referrers"))
        .hasSize(Allowance.A_MINUTE);
  }

  @Test
  void aNamespaceLosesItsOwnBundlesFirst() {
    BundleCache cache = new BundleCache(30, 20);
    cache.put("other", "z", new byte[10]);
    cache.put("team", "a", new byte[10]);
    cache.put("team", "b", new byte[10]);
    cache.put("team", "c", new byte[10]);
    cache.put("team", "huge", new byte[21]);

    assertThat(cache.get("team", "a")).isEmpty();
    assertThat(cache.get("team", "c")).isPresent();
    assertThat(cache.get("other", "z")).isPresent();
    assertThat(cache.get("third", "c")).isEmpty();
  }
}
