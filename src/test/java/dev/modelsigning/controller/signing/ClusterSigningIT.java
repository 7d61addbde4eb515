// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static dev.modelsigning.testing.ConditionAssert.assertThatCondition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.Claims;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ClusterModelSigningJobs: which claims they select, and how many they sign at a time. */
class ClusterSigningIT extends SigningScenario {
  /** One more than a cluster job takes. */
  private static final int TOO_MANY_CLAIMS = 1001;

  private Claims claims;

  @BeforeEach
  void aKeyOfThePlatformTeam() {
    claims = new Claims(API.admin(), team);
    signing.aKeyFor("", signer.privateKey());
  }

  private void aSelectedClaim(String name) {
    claims.bound(name);
    claims.label(name, "sign", "true");
  }

  @Test
  void signsSelectedClaimsAFewAtATime() {
    List.of("a", "b", "c").forEach(this::aSelectedClaim);
    claims.bound("unselected");

    var begun =
        signing.comesTo(
            signing.clusterJob(2),
            "measure two claims",
            status -> status.targets != null && status.active == 2);

    assertThat(begun.selected).isEqualTo(3);
    assertThat(begun.targets).extracting(target -> target.claimName).containsExactly("a", "b", "c");
    assertThat(begun.targets.getLast().jobUid).isNull();
  }

  @Test
  void claimThatIsExchangedWhileItWaitsForItsTurnIsNotSigned() {
    List.of("a", "b").forEach(this::aSelectedClaim);
    var cluster = signing.clusterJob(1);
    var begun =
        signing.comesTo(
            cluster, "measure one claim", status -> status.targets != null && status.active == 1);

    claims.changeMountOptions("b");
    signing.measures(signing.running(begun.targets.get(0).jobName), model.measured());

    var done = signing.ends(cluster);
    assertThat(done.succeeded).isEqualTo(1);
    assertThat(done.targets.getLast().message).contains("TargetChanged");
  }

  @Test
  void digestsOfAllClaimsAreShownBeforeAnyIsApproved() {
    List.of("a", "b").forEach(claims::bound);
    var cluster = signing.clusterJobWithApproval(1, "a", "b");
    var begun =
        signing.comesTo(
            cluster, "measure one claim", status -> status.targets != null && status.active == 1);
    signing.measures(signing.running(begun.targets.get(0).jobName), model.measured());
    var both =
        signing.comesTo(
            cluster, "begin with the second", status -> status.targets.getLast().jobUid != null);
    signing.measures(signing.running(both.targets.getLast().jobName), model.measured());
    String digest = "sha256:" + model.measured().canonicalDigest().hex();
    var shown =
        signing.comesTo(
            cluster,
            "show both digests",
            status -> status.targets.stream().allMatch(target -> target.digest != null));
    assertThat(shown.targets)
        .allSatisfy(
            target -> {
              assertThat(target.digest).isEqualTo(digest);
              assertThat(target.state).isEqualTo(SigningState.AwaitingApproval);
            });

    signing.approves(cluster, digest);
    both.targets.forEach(
        target -> signing.measures(signing.running(target.jobName), model.measured()));

    assertThat(signing.ends(cluster).succeeded).isEqualTo(2);
  }

  @Test
  void failureOfOneClaimAndARestartLeaveTheOthersToBeSigned() {
    List.of("a", "b", "c").forEach(this::aSelectedClaim);
    var cluster = signing.clusterJob(2);
    var begun =
        signing.comesTo(
            cluster, "measure two claims", status -> status.targets != null && status.active == 2);
    signing.measures(signing.running(begun.targets.get(0).jobName), model.measured());
    signing.refuses(signing.running(begun.targets.get(1).jobName), "EmptyModel");
    var third =
        signing.comesTo(
            cluster, "begin with the third", status -> status.targets.getLast().jobUid != null);

    when.theOperatorRestarts();
    signing.measures(signing.running(third.targets.getLast().jobName), model.measured());

    var done = signing.ends(cluster);
    assertThat(done.succeeded).isEqualTo(2);
    assertThat(done.failed).isEqualTo(1);
    assertThat(done.active).isZero();
    assertThat(done.targets)
        .extracting(target -> target.state)
        .containsExactly(SigningState.Succeeded, SigningState.Failed, SigningState.Succeeded);
    assertThat(done.targets.get(1).message).contains("EmptyModel");
    assertThatCondition(done.conditions, "Failed").isTrue();
  }

  @Test
  void withoutAnyClaimItEndsAtOnce() {
    var cluster = signing.clusterJob(1);

    var done = signing.ends(cluster);

    assertThat(done.selected).isZero();
    assertThatCondition(done.conditions, "Complete")
        .hasReason("NoClaimSelected")
        .says("spec.selector.", "hint: compare");
    Await.until(
        "a warning that nothing was selected",
        Duration.ofSeconds(30),
        () ->
            API.admin().v1().events().inNamespace("default").list().getItems().stream()
                .filter(event -> event.getReason().equals("NoClaimSelected"))
                .filter(event -> event.getType().equals("Warning"))
                .anyMatch(
                    event ->
                        event.getInvolvedObject().getUid().equals(cluster.getMetadata().getUid())));
  }

  @Test
  void neverSelectsTheOperatorsNamespace() {
    Claims own = new Claims(API.admin(), system);
    own.bound("hidden");
    own.label("hidden", "sign", "true");

    var done = signing.ends(signing.clusterJobOver(system, 1));

    assertThat(done.selected).isZero();
  }

  @Test
  void tooManyClaimsBeginNothing() {
    for (int i = 0; i < TOO_MANY_CLAIMS; i++) {
      claims.unbound("claim-" + i, "sign", "true");
    }

    var done = signing.ends(signing.clusterJob(2));

    assertThatCondition(done.conditions, "Failed").hasReason("TooManyTargets");
    then.noJobExists();
  }
}
