// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns<ModelSignature> turns = new Turns<>("turns");

  @Test
  void namespaceHasNoMoreThanItsShare() {
    assertThat(IntStream.range(0, 100).filter(n -> turns.begin(of("greedy", n))).count())
        .isEqualTo(Turns.MOST);
  }

  @Test
  void manyOfOneNamespaceKeepNoOtherNamespaceWaiting() {
    IntStream.range(0, 100).forEach(n -> turns.begin(of("greedy", n)));

    assertThat(turns.begin(of("modest", 1))).isTrue();
  }

  @Test
  void turnThatEndsIsHandedToTheOneThatWaitedLongest() {
    IntStream.range(0, Turns.MOST + 2).forEach(n -> turns.begin(of("team", n)));

    assertThat(turns.end(of("team", 0))).contains(of("team", Turns.MOST));
    assertThat(turns.end(of("team", 1))).contains(of("team", Turns.MOST + 1));
    assertThat(turns.end(of("team", 2))).isEmpty();
  }

  @Test
  void oneThatWaitsIsCountedOnce() {
    IntStream.range(0, Turns.MOST).forEach(n -> turns.begin(of("team", n)));
    turns.begin(of("team", 50));
    turns.begin(of("team", 50));

    assertThat(turns.end(of("team", 0))).contains(of("team", 50));
    assertThat(turns.end(of("team", 1))).isEmpty();
  }

  @Test
  void turnThatADeletedResourceWasGivenGoesToWhoeverComes() {
    IntStream.range(0, Turns.MOST + 1).forEach(n -> turns.begin(of("team", n)));
    turns.end(of("team", 0));

    assertThat(turns.begin(of("team", 70))).isTrue();
  }

  @Test
  void oneThatHadItsTurnInBetweenIsNotCalledAgain() {
    IntStream.range(0, Turns.MOST + 1).forEach(n -> turns.begin(of("team", n)));
    turns.begin(of("team", Turns.MOST + 1));
    turns.end(of("team", 0));
    turns.begin(of("team", Turns.MOST + 1));

    assertThat(turns.end(of("team", 1))).isEmpty();
  }

  private static ResourceID of(String namespace, int number) {
    return new ResourceID("model-" + number, namespace);
  }
}
