// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustRootReference;
import dev.modelsigning.api.v1alpha1.TrustRootTuf;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.ConditionAssert;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.Editing;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.trust.tuf.TufRepository;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A trusted root from a TUF repository, which is away at times. */
class FetchedRootIT extends OperatorScenario {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LABEL = "modelsigning.dev/fetched-trust-root";

  private final PrivateSigstore sigstore = PrivateSigstore.start(Clock.systemUTC());
  private final PrivateSigstore other = PrivateSigstore.start(Clock.systemUTC());
  private final TufRepository repository = new TufRepository();

  @AfterEach
  void stopServers() {
    sigstore.close();
    other.close();
    repository.close();
  }

  private Resource<ModelTrustRoot> root() {
    return API.admin().resources(ModelTrustRoot.class).withName(team);
  }

  private static Instant tomorrow() {
    return Instant.now().plus(Duration.ofDays(1));
  }

  private void serves(PrivateSigstore instance, int version) {
    repository.publish(
        instance.trustedRootJson().getBytes(StandardCharsets.UTF_8), version, tomorrow());
  }

  private TrustAuthority trustingTheSigner() {
    TrustedIdentity identity =
        CustomResources.identity(sigstore.tokens().url(), KeylessBundle.SUBJECT);
    identity.trustRootRef = new TrustRootReference();
    identity.trustRootRef.name = team;
    return CustomResources.authority("release", identity);
  }

  private Job aVerifiedModelOfTheSigner() {
    serves(sigstore, 1);
    ModelTrustRoot fetched = CustomResources.trustRoot(team, null);
    fetched.getSpec().tuf = new TrustRootTuf();
    fetched.getSpec().tuf.mirror = repository.url().toString();
    fetched.getSpec().tuf.root = new String(repository.root(tomorrow()), StandardCharsets.UTF_8);
    API.admin().resource(fetched).create();
    model.put(model.signedIn(sigstore));
    given.aPolicyThatTrusts(trustingTheSigner()).aBoundClaim().aModelSignature();
    Job job = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
    return job;
  }

  /** An edit has it fetched at once. */
  private void isEdited(String interval) {
    Editing.edit(root(), stored -> stored.getSpec().tuf.refreshInterval = interval);
  }

  private ConditionAssert becomesRefreshed(String status, String interval) {
    Await.until(
        "Refreshed to be " + status,
        PATIENCE,
        () -> {
          ModelTrustRoot stored = root().get();
          return interval.equals(String.valueOf(stored.getSpec().tuf.refreshInterval))
              && stored.getStatus() != null
              && stored.getMetadata().getGeneration().equals(stored.getStatus().observedGeneration)
              && stored.getStatus().conditions.stream()
                  .anyMatch(c -> c.getType().equals("Refreshed") && c.getStatus().equals(status));
        });
    return ConditionAssert.assertThatCondition(root().get().getStatus().conditions, "Refreshed");
  }

  private List<ConfigMap> kept() {
    return API.admin().configMaps().inNamespace(system).withLabel(LABEL).list().getItems();
  }

  @Test
  void isFetchedKeptAndReported() {
    aVerifiedModelOfTheSigner();

    becomesRefreshed("True", "null").hasReason("TrustRootRead");
    var status = root().get().getStatus();
    assertThat(Instant.parse(status.nextRefresh))
        .isEqualTo(Instant.parse(status.lastRefresh).plus(Duration.ofDays(1)));
    assertThat(status.digest).startsWith("sha256:");
    assertThat(status.keys).hasSize(5);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void staysAsItWasWhileTheMirrorIsAwayAlsoOverARestart() {
    Job job = aVerifiedModelOfTheSigner();
    String digest = root().get().getStatus().digest;

    repository.withhold("/timestamp.json");
    isEdited("2d");
    becomesRefreshed("False", "2d").hasReason("TrustRootNotFetched").says("counts");
    when.theOperatorRestarts();

    then.theTrustRootBecomesReady("True").hasReason("TrustRootRead");
    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    var status = root().get().getStatus();
    assertThat(status.digest).isEqualTo(digest);
    assertThat(status.refreshFailures).isEqualTo(1);
    then.noJobIsLeftOf(job);
  }

  @Test
  void aRootThatLostItsKeysCountsAtOnceAndMeasuresNothing() {
    Job job = aVerifiedModelOfTheSigner();

    serves(other, 2);
    isEdited("2d");
    then.theModelSignature().becomes("SignerUntrusted").isRejected().isAcceptedByNobody();
    serves(sigstore, 3);
    isEdited("3d");

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    then.noJobIsLeftOf(job);
  }

  @Test
  void whatSomebodyElseKeptIsRefusedAndFetchedAgain() {
    Job job = aVerifiedModelOfTheSigner();
    String digest = root().get().getStatus().digest;

    Editing.edit(
        API.admin()
            .configMaps()
            .inNamespace(system)
            .withName(kept().getFirst().getMetadata().getName()),
        stored -> stored.getData().put("trusted_root.json", other.trustedRootJson()));

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    Await.until(
        "the former trusted root to be kept again",
        PATIENCE,
        () ->
            sigstore
                .trustedRootJson()
                .equals(kept().getFirst().getData().get("trusted_root.json")));
    Await.until(
        "the former trusted root to be Ready again",
        PATIENCE,
        () -> digest.equals(root().get().getStatus().digest));
  }
}
