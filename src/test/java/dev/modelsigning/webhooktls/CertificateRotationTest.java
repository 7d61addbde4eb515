// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CertificateRotationTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final RotationPolicy POLICY = RotationPolicy.DEFAULT;
  private static final List<String> NAMES = List.of("model-signature-webhook.ns.svc");

  private final CertificateMint mint = new CertificateMint(NAMES, new SecureRandom());
  private final CertificateRotation rotation = new CertificateRotation(POLICY, mint);

  @Test
  void startsWithAnAuthorityThenItsLeaf() {
    var first = rotation.plan(CertificateState.EMPTY, START);
    assertThat(first).isInstanceOf(RotationStep.StartOver.class);
    var withAuthority = rotation.apply(first, CertificateState.EMPTY, START);
    assertThat(rotation.plan(withAuthority, START)).isInstanceOf(RotationStep.RotateLeaf.class);
  }

  @Test
  void keepsUntilAThirdOfTheLeafIsLeft() {
    var step = rotation.plan(settled(CertificateState.EMPTY, START), START);
    assertThat(step).isEqualTo(new RotationStep.Keep(START.plus(Duration.ofDays(60))));
  }

  @Test
  void leafIsReplacedInTimeBySameAuthority() {
    var state = settled(CertificateState.EMPTY, START);
    Instant due = START.plus(Duration.ofDays(60));
    assertThat(rotation.plan(state, due.minusSeconds(1))).isInstanceOf(RotationStep.Keep.class);
    var renewed = settled(state, due);
    assertThat(renewed.leaf()).isNotEqualTo(state.leaf());
    assertThat(renewed.current()).isEqualTo(state.current());
    assertThat(renewed.leaf().orElseThrow().notAfter()).isEqualTo(due.plus(Duration.ofDays(90)));
  }

  @Test
  void newAuthorityIsTrustedBeforeItSigns() {
    var before = settled(CertificateState.EMPTY, START);
    Instant due = authorityRenewal(before);
    var announced = settled(settled(before, due.minus(Duration.ofDays(1))), due);
    assertThat(announced.trusted()).hasSize(2);
    assertThat(announced.leaf().orElseThrow().issuedBy(before.current().orElseThrow())).isTrue();
    Instant almost = due.plus(POLICY.announcement()).minusSeconds(1);
    assertThat(rotation.plan(announced, almost)).isInstanceOf(RotationStep.Keep.class);
  }

  @Test
  void previousAuthorityIsTrustedForTheOverlap() {
    var before = settled(CertificateState.EMPTY, START);
    Instant due = authorityRenewal(before);
    Instant promotion = due.plus(POLICY.announcement());
    var promoted = settled(settled(before, due), promotion);
    assertThat(promoted.leaf().orElseThrow().issuedBy(promoted.current().orElseThrow())).isTrue();
    assertThat(promoted.trusted()).contains(before.current().orElseThrow().certificate());
    Instant end = promotion.plus(POLICY.overlap());
    assertThat(settled(promoted, end.minusSeconds(1)).trusted()).hasSize(2);
    assertThat(settled(promoted, end).trusted())
        .containsExactly(promoted.current().orElseThrow().certificate());
  }

  /** Over four years, checked whenever a plan says so: what is served is always trusted. */
  @Test
  void servedLeafIsTrustedAndValidThroughTheYears() {
    var state = settled(CertificateState.EMPTY, START);
    Instant now = START;
    int authorities = 0;
    while (now.isBefore(START.plus(Duration.ofDays(4 * 365)))) {
      var served = state.leaf().orElseThrow();
      var before = state;
      state = settled(state, now);
      assertThat(served.validAt(now)).isTrue();
      assertThat(state.trusted())
          .as("the leaf that pods may still serve is trusted at %s", now)
          .anyMatch(authority -> Pem.issuedBy(served.certificate(), authority));
      authorities += before.current().equals(state.current()) ? 0 : 1;
      now = ((RotationStep.Keep) rotation.plan(state, now)).until();
    }
    assertThat(authorities).isBetween(4, 8);
  }

  @Test
  void operatorThatWasDownForYearsStartsOver() {
    var state = settled(CertificateState.EMPTY, START);
    Instant late = START.plus(Duration.ofDays(800));
    var renewed = settled(state, late);
    assertThat(renewed.leaf().orElseThrow().validAt(late)).isTrue();
    assertThat(renewed.trusted()).hasSize(1);
  }

  @Test
  void announcedAuthorityReplacesAnExpiredOneAtOnce() {
    var before = settled(CertificateState.EMPTY, START);
    Instant end = before.current().orElseThrow().notAfter();
    var announced = before.announce(mint.authority(end, POLICY.authorityLifetime()));
    assertThat(rotation.plan(announced, end)).isInstanceOf(RotationStep.PromoteAuthority.class);
  }

  @Test
  void lostAuthorityKeepsTheServedLeafTrusted() {
    var state = settled(CertificateState.EMPTY, START);
    Optional<Secret> serving = Optional.of(serving(state));
    var lost = CertificateSecrets.read(Optional.empty(), serving);
    var renewed = settled(lost, START.plusSeconds(10));
    assertThat(renewed.trusted()).contains(state.current().orElseThrow().certificate());
    assertThat(renewed.leaf()).isNotEqualTo(state.leaf());
  }

  @Test
  void leafForOtherNamesIsReplaced() {
    var other = new CertificateMint(List.of("elsewhere.ns.svc"), new SecureRandom());
    var state = settled(CertificateState.EMPTY, START);
    var wrong =
        state.serve(other.leaf(state.current().orElseThrow(), START, POLICY.leafLifetime()));
    assertThat(rotation.plan(wrong, START)).isInstanceOf(RotationStep.RotateLeaf.class);
  }

  @Test
  void leafOfAnotherAuthorityIsReplaced() {
    var other = mint.authority(START, POLICY.authorityLifetime());
    var state = settled(CertificateState.EMPTY, START);
    var wrong = state.serve(mint.leaf(other, START, POLICY.leafLifetime()));
    assertThat(rotation.plan(wrong, START)).isInstanceOf(RotationStep.RotateLeaf.class);
  }

  @Test
  void serverCertificateIsNotAnAuthority() {
    var state = settled(CertificateState.EMPTY, START);
    var wrong =
        new CertificateState(state.leaf(), Optional.empty(), List.of(), state.leaf(), List.of());
    assertThat(rotation.plan(wrong, START)).isInstanceOf(RotationStep.StartOver.class);
  }

  private static Instant authorityRenewal(CertificateState state) {
    return state.current().orElseThrow().notAfter().minus(POLICY.authorityRenewal());
  }

  private static Secret serving(CertificateState state) {
    return CertificateSecrets.serving(state, Optional.empty(), "ns", "s");
  }

  /** Applies steps, passing the state through its Secrets, until nothing is due. */
  private CertificateState settled(CertificateState from, Instant now) {
    var state = from;
    for (int i = 0; i < 8; i++) {
      var step = rotation.plan(state, now);
      if (step instanceof RotationStep.Keep) {
        return state;
      }
      var next = rotation.apply(step, state, now);
      state =
          CertificateSecrets.read(
              Optional.of(CertificateSecrets.authority(next, Optional.empty(), "ns", "a")),
              Optional.of(serving(next)));
    }
    throw new AssertionError("does not settle");
  }
}
