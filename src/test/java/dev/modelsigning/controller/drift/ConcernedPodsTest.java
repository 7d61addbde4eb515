// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.gate.Directory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pods a drifted model concerns. */
class ConcernedPodsTest {
  private static ConcernedPods concerned(String model) {
    return new ConcernedPods(Drifted.CLAIM, Directory.of(model), Instant.parse(Drifted.DRIFTED_AT));
  }

  private static boolean concerns(Pod pod) {
    return concerned("").include(pod);
  }

  @ParameterizedTest
  @ValueSource(strings = {Drifted.BEFORE, Drifted.DRIFTED_AT})
  void podThatWasThereWhenTheDriftWasFound(String created) {
    assertThat(concerns(Drifted.pod("server", created, ""))).isTrue();
  }

  @Test
  void notOneThatWasCreatedLater() {
    assertThat(concerns(Drifted.pod("server", Drifted.AFTER, ""))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Pending,true", "Running,true", "Unknown,true", "Succeeded,false", "Failed,false"})
  void onlyThoseThatHaveNotFinished(String phase, boolean expected) {
    Pod pod =
        new PodBuilder(Drifted.pod("server")).withNewStatus().withPhase(phase).endStatus().build();

    assertThat(concerns(pod)).isEqualTo(expected);
  }

  @Test
  void notOneThatIsBeingDeleted() {
    Pod pod = Drifted.pod("server");
    pod.getMetadata().setDeletionTimestamp(Drifted.AFTER);

    assertThat(concerns(pod)).isFalse();
  }

  @Test
  void notAMeasuringPod() {
    assertThat(concerns(Drifted.pod("oms-verify-minilm-x7k2p"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'',              '',            true",
    "'',              team/minilm,   true",
    "team/minilm,     '',            true",
    "team/minilm,     team,          true",
    "team/minilm,     ./team/minilm, true",
    "team/minilm,     team/minilm/1, true",
    "team/minilm,     team/minilm-2, false",
    "team/minilm,     other,         false",
    "team/minilm,     ../other,      true"
  })
  void onlyThoseThatMountSomeOfTheModel(String model, String mounted, boolean expected) {
    assertThat(concerned(model).include(Drifted.pod("server", Drifted.BEFORE, mounted)))
        .isEqualTo(expected);
  }

  @Test
  void directoryThatIsOnlyKnownInTheContainerMayBeTheModel() {
    Pod pod =
        new PodBuilder(Drifted.pod("server"))
            .editSpec()
            .editFirstContainer()
            .editFirstVolumeMount()
            .withSubPathExpr("$(WHERE)")
            .endVolumeMount()
            .endContainer()
            .endSpec()
            .build();

    assertThat(concerned("team/minilm").include(pod)).isTrue();
  }

  @Test
  void rawDeviceShowsEverything() {
    Pod pod =
        new PodBuilder(Drifted.pod("server"))
            .editSpec()
            .editFirstContainer()
            .withVolumeMounts()
            .addNewVolumeDevice("/dev/model", "model")
            .endContainer()
            .endSpec()
            .build();

    assertThat(concerned("team/minilm").include(pod)).isTrue();
  }

  @Test
  void notOneWhoseContainersMountNothingOfTheClaim() {
    Pod unmounted =
        new PodBuilder(Drifted.pod("server"))
            .editSpec()
            .editFirstContainer()
            .withVolumeMounts()
            .endContainer()
            .endSpec()
            .build();
    var otherClaim =
        new ConcernedPods("other", Directory.of(""), Instant.parse(Drifted.DRIFTED_AT));

    assertThat(concerns(unmounted)).isFalse();
    assertThat(otherClaim.include(Drifted.pod("server"))).isFalse();
  }
}
