// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.registry.BundleReferrers;
import dev.modelsigning.registry.FakeRegistry;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a registry is asked, and what stays of its answers. */
final class ReferrerBundlesTest extends ReferrerScenario {
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
