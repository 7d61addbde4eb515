// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeasurerImageTest {
  private static final String DIGEST = "sha256:" + "0f".repeat(32);

  private static Pod pod(String image, String imageId) {
    return new PodBuilder()
        .withNewSpec()
        .addNewContainer()
        .withImage(image)
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withContainerStatuses(new ContainerStatusBuilder().withImageID(imageId).build())
        .endStatus()
        .build();
  }

  @Test
  void ownPodByDigestIsTakenAsItIs() {
    var image =
        OwnImage.of(pod("r.example/oms@" + DIGEST, "r.example/oms@" + DIGEST), Optional.empty());
    assertThat(image.reference()).isEqualTo("r.example/oms@" + DIGEST);
    assertThat(image.digests()).containsExactly(DIGEST);
  }

  @Test
  void ownPodByTagIsPinnedToWhatTheKubeletPulled() {
    var image = OwnImage.of(pod("r.example/oms:1", "r.example/oms@" + DIGEST), Optional.empty());
    assertThat(image.reference()).isEqualTo("r.example/oms@" + DIGEST);
  }

  @Test
  void loadedImageKeepsItsTagAndIsKnownByItsId() {
    var image = OwnImage.of(pod("localhost/oms:1", DIGEST), Optional.empty());
    assertThat(image.reference()).isEqualTo("localhost/oms:1");
    assertThat(image.isNamedBy(DIGEST)).isTrue();
    assertThat(image.isNamedBy("sha256:" + "aa".repeat(32))).isFalse();
    assertThat(image.isNamedBy("localhost/oms:1")).isFalse();
  }

  @Test
  void imageWithoutAnyDigestIsRefused() {
    assertThatThrownBy(() -> new MeasurerImage("localhost/oms:1", Set.of()))
        .hasMessageContaining("oms.measurement.image-digest");
  }
}
