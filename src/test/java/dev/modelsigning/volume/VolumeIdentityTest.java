// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Test;

class VolumeIdentityTest {

  private static PersistentVolumeClaimBuilder claim() {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("model")
        .withNamespace("team-a")
        .withUid("claim-1")
        .endMetadata()
        .withNewSpec()
        .withVolumeName("pv")
        .endSpec()
        .withNewStatus()
        .withPhase("Bound")
        .endStatus();
  }

  private static PersistentVolumeBuilder volume() {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName("pv")
        .withUid("volume-1")
        .endMetadata()
        .withNewSpec()
        .withMountOptions("only-dir=a")
        .withNewNfs("/export", false, "nfs.example")
        .withNewClaimRef()
        .withName("model")
        .withUid("claim-1")
        .endClaimRef()
        .endSpec();
  }

  private static String identity(PersistentVolumeClaim claim, PersistentVolume volume) {
    return VolumeIdentity.of(claim, volume).orElseThrow().value();
  }

  @Test
  void sameClaimAndVolumeGiveTheSameIdentity() {
    assertThat(identity(claim().build(), volume().build()))
        .isEqualTo(identity(claim().build(), volume().build()))
        .startsWith("sha256:");
  }

  @Test
  void recreatedClaimOfTheSameNameIsAnother() {
    var recreated = claim().editMetadata().withUid("claim-2").endMetadata().build();
    var rebound =
        volume().editSpec().editClaimRef().withUid("claim-2").endClaimRef().endSpec().build();
    assertThat(identity(recreated, rebound))
        .isNotEqualTo(identity(claim().build(), volume().build()));
  }

  @Test
  void editedMountOptionsGiveAnotherIdentity() {
    var edited = volume().editSpec().withMountOptions("only-dir=b").endSpec().build();
    assertThat(identity(claim().build(), edited))
        .isNotEqualTo(identity(claim().build(), volume().build()));
  }

  @Test
  void anotherSourceGivesAnotherIdentity() {
    var edited = volume().editSpec().withNewNfs("/other", false, "nfs.example").endSpec().build();
    assertThat(identity(claim().build(), edited))
        .isNotEqualTo(identity(claim().build(), volume().build()));
  }

  @Test
  void capacityAndDefaultedVolumeModeDoNotChangeTheIdentity() {
    var grown =
        volume()
            .editSpec()
            .addToCapacity("storage", new Quantity("2Gi"))
            .withVolumeMode("Filesystem")
            .endSpec()
            .build();
    assertThat(identity(claim().build(), grown))
        .isEqualTo(identity(claim().build(), volume().build()));
  }

  @Test
  void unboundClaimHasNoIdentity() {
    var pending = claim().withNewStatus().withPhase("Pending").endStatus().build();
    assertThat(VolumeIdentity.of(pending, volume().build())).isEmpty();
  }

  @Test
  void volumeThatIsBoundToAnotherClaimGivesNoIdentity() {
    var foreign =
        volume().editSpec().editClaimRef().withUid("claim-9").endClaimRef().endSpec().build();
    assertThat(VolumeIdentity.of(claim().build(), foreign)).isEmpty();
  }
}
