// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.ModelTrustRootStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootConfigMap;
import dev.modelsigning.api.v1alpha1.TrustRootPublicGood;
import dev.modelsigning.api.v1alpha1.TrustRootTuf;
import dev.modelsigning.controller.policy.RootRefresh.State;
import dev.modelsigning.controller.refreshing.KeptRecord;
import dev.modelsigning.testing.ConditionAssert;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What counts of a ModelTrustRoot that is fetched, and what its status says. */
class FetchedRootsTest {
  private static final Instant NOW = TestPki.NOW;

  private final TrustRoots roots = new TrustRoots();

  private static ModelTrustRoot publicGood(boolean mirrored) {
    ModelTrustRoot root = CustomResources.trustRoot("public", null);
    root.getSpec().publicGood = new TrustRootPublicGood();
    root.getSpec().publicGood.mirror = mirrored ? "https://tuf.example.com" : null;
    return root;
  }

  private static ModelTrustRoot tuf() {
    ModelTrustRoot root = CustomResources.trustRoot("private", null);
    root.getSpec().tuf = new TrustRootTuf();
    root.getSpec().tuf.mirror = "https://tuf.example.com";
    root.getSpec().tuf.root = "{}";
    return root;
  }

  private FoundRoot read(ModelTrustRoot root) {
    return roots.read(root, name -> Optional.empty());
  }

  private void refused(ModelTrustRoot root, Optional<ConfigMap> kept, Reason reason, String word) {
    String name = KeptRecord.nameFor(root);
    assertThat(roots.read(root, asked -> asked.equals(name) ? kept : Optional.empty()))
        .isInstanceOfSatisfying(
            FoundRoot.Unusable.class,
            unusable -> {
              assertThat(unusable.reason()).isEqualTo(reason);
              assertThat(unusable.message()).contains(word);
            });
  }

  private void isTheShippedOne(FoundRoot found) {
    assertThat(found)
        .isInstanceOfSatisfying(
            FoundRoot.Read.class,
            read -> assertThat(read.root().digest()).isEqualTo(TrustedRoot.publicGood().digest()));
  }

  @Test
  void thePublicGoodInstanceIsTheShippedOneUntilItIsFetched() {
    isTheShippedOne(read(publicGood(false)));
    isTheShippedOne(read(publicGood(true)));
  }

  @Test
  void theShippedOneNeverCountsAgainAfterAFetch() {
    ModelTrustRoot root = publicGood(true);
    root.setStatus(new ModelTrustRootStatus());
    root.getStatus().lastRefresh = NOW.toString();

    refused(root, Optional.empty(), Reason.TrustRootNotFetched, "Refreshed");
  }

  @Test
  void whatWasNeverFetchedOrIsDamagedCannotBeUsed() {
    ConfigMap noTime = new ConfigMapBuilder().withNewMetadata().endMetadata().build();
    ConfigMap nothing =
        new ConfigMapBuilder()
            .withNewMetadata()
            .addToAnnotations("modelsigning.dev/fetched-at", NOW.toString())
            .endMetadata()
            .build();

    refused(tuf(), Optional.empty(), Reason.TrustRootNotFetched, "not been fetched");
    refused(tuf(), Optional.of(noTime), Reason.TrustRootNotFetched, "damaged");
    refused(tuf(), Optional.of(nothing), Reason.TrustRootNotFetched, "does not verify");
    refused(publicGood(true), Optional.of(nothing), Reason.TrustRootNotFetched, "does not verify");
  }

  @Test
  void refusesMirrorsAndFirstRootsThatCannotBeUsed() {
    ModelTrustRoot noUrl = tuf();
    noUrl.getSpec().tuf.mirror = "file:///root.json";
    ModelTrustRoot noRoot = tuf();
    noRoot.getSpec().tuf.root = null;
    ModelTrustRoot missing = tuf();
    missing.getSpec().tuf.root = null;
    missing.getSpec().tuf.rootConfigMapKeyRef = new TrustRootConfigMap();
    missing.getSpec().tuf.rootConfigMapKeyRef.name = "sigstore";
    missing.getSpec().tuf.rootConfigMapKeyRef.key = "root.json";
    ModelTrustRoot both = tuf();
    both.getSpec().trustedRoot = "{}";

    refused(noUrl, Optional.empty(), Reason.TrustRootInvalid, "spec.tuf.mirror");
    refused(noRoot, Optional.empty(), Reason.TrustRootInvalid, "exactly one");
    refused(missing, Optional.empty(), Reason.ConfigMapNotFound, "rootConfigMapKeyRef");
    ModelTrustRoot noCertificate = tuf();
    noCertificate.getSpec().tuf.caBundle = "none";
    ModelTrustRoot tooLong = publicGood(true);
    tooLong.getSpec().publicGood.caBundle = " ".repeat(65_537);

    refused(both, Optional.empty(), Reason.TrustRootInvalid, "exactly one");
    refused(noCertificate, Optional.empty(), Reason.TrustRootInvalid, "spec.tuf.caBundle");
    refused(tooLong, Optional.empty(), Reason.TrustRootInvalid, "spec.publicGood.caBundle has");
    assertThat(TrustRoots.configMapsOf(missing))
        .containsExactlyInAnyOrder("sigstore", KeptRecord.nameFor(missing));
  }

  private ModelTrustRootStatus status(ModelTrustRoot root, State state) {
    return TrustRootStatuses.of(root, read(publicGood(true)), Optional.of(state), NOW);
  }

  @Test
  void statusSaysWhenItWasFetchedAndWillBe() {
    var status =
        status(
            publicGood(true),
            new State(Optional.of(NOW), NOW.plus(Duration.ofHours(1)), 0, Optional.empty()));

    assertThat(status.lastRefresh).isEqualTo(NOW.toString());
    assertThat(status.nextRefresh).isEqualTo(NOW.plus(Duration.ofHours(1)).toString());
    assertThat(status.refreshFailures).isNull();
    ConditionAssert.assertThatCondition(status.conditions, "Refreshed")
        .isTrue()
        .hasReason("TrustRootRead");
  }

  @Test
  void aFailureIsSaidAndStaysSaidWhileWhatWasFetchedCounts() {
    ModelTrustRoot root = publicGood(true);
    root.setStatus(
        status(
            root, new State(Optional.of(NOW), NOW.plusSeconds(60), 1, Optional.of("it is away"))));
    var later = status(root, new State(Optional.of(NOW), NOW.plusSeconds(60), 1, Optional.empty()));

    ConditionAssert.assertThatCondition(later.conditions, "Ready").isTrue();
    ConditionAssert.assertThatCondition(later.conditions, "Refreshed")
        .isFalse()
        .hasReason("TrustRootNotFetched")
        .says("it is away", "counts");
    assertThat(later.refreshFailures).isEqualTo(1);
  }

  @Test
  void thatItWasFetchedIsNotForgottenWhenItIsLost() {
    ModelTrustRoot root = publicGood(true);
    root.setStatus(new ModelTrustRootStatus());
    root.getStatus().lastRefresh = NOW.toString();

    assertThat(status(root, new State(Optional.empty(), NOW, 1, Optional.empty())).lastRefresh)
        .isEqualTo(NOW.toString());
  }

  @Test
  void aRootThatIsFetchedNoMoreSaysNothingOfFetches() {
    ModelTrustRoot root = publicGood(true);
    root.setStatus(status(root, new State(Optional.of(NOW), NOW, 1, Optional.of("it is away"))));
    root.getSpec().publicGood.mirror = null;

    var status = TrustRootStatuses.of(root, read(root), Optional.empty(), NOW);

    ConditionAssert.assertThatCondition(status.conditions, "Refreshed").isAbsent();
    assertThat(status.lastRefresh).isNull();
  }
}
