// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.PinnedClaim;
import dev.modelsigning.api.v1alpha1.SigningApproval;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A target stays what it was when it was selected. */
class TargetPinTest {
  private static final TargetPin UNBOUND = new TargetPin("uid", Optional.empty());
  private static final TargetPin BOUND = new TargetPin("uid", Optional.of("sha256:aa"));
  private static final TargetPin REBOUND = new TargetPin("uid", Optional.of("sha256:bb"));
  private static final TargetPin OTHER = new TargetPin("other", Optional.of("sha256:aa"));

  private static TargetPin recorded(TargetPin before, TargetPin now) {
    return TargetPin.recorded(Optional.of(before), Optional.of(now)).orElseThrow();
  }

  @Test
  void firstSightIsRecordedAndStays() {
    assertThat(TargetPin.recorded(Optional.empty(), Optional.of(BOUND))).contains(BOUND);
    assertThat(recorded(BOUND, REBOUND)).isEqualTo(BOUND);
    assertThat(recorded(BOUND, OTHER)).isEqualTo(BOUND);
    assertThat(TargetPin.recorded(Optional.of(BOUND), Optional.empty())).contains(BOUND);
  }

  @Test
  void volumeIsAddedToAClaimThatWasUnboundAndToNoOther() {
    assertThat(recorded(UNBOUND, BOUND)).isEqualTo(BOUND);
    assertThat(recorded(UNBOUND, OTHER)).isEqualTo(UNBOUND);
  }

  @Test
  void pinSurvivesTheStatus() {
    assertThat(TargetPin.of(BOUND.written())).contains(BOUND);
    assertThat(TargetPin.of(UNBOUND.written())).contains(UNBOUND);
    assertThat(TargetPin.of(new PinnedClaim())).isEmpty();
  }

  @Test
  void onlyTheSelectedClaimAndVolumeDoNotDiffer() {
    assertThat(BOUND.differs(Optional.of(BOUND))).isEmpty();
    assertThat(UNBOUND.differs(Optional.of(BOUND))).isEmpty();
    assertThat(List.of(REBOUND, OTHER, UNBOUND))
        .allSatisfy(now -> assertThat(BOUND.differs(Optional.of(now))).isPresent());
    assertThat(BOUND.differs(Optional.empty())).isPresent();
  }

  @Test
  void clusterJobDecidesWhatIsApprovedForItsTargetsAndTheCopyInTheNamespaceDoesNot() {
    var owner = new ClusterModelSigningJob();
    owner.getSpec().approval = SigningApproval.Manual;
    owner.getSpec().approvedDigests = List.of("sha256:good");
    var child = new ModelSigningJob();
    child.getSpec().approvedDigests = List.of("sha256:evil");
    var target = new SigningTarget();
    target.pinned = BOUND.written();

    Mandate mandate = Mandate.of(owner, target);

    assertThat(mandate.pin()).contains(BOUND);
    assertThat(mandate.allows("sha256:good")).isTrue();
    assertThat(mandate.allows("sha256:evil")).isFalse();
    assertThat(Mandate.of(child).allows("sha256:anything")).isTrue();
  }
}
