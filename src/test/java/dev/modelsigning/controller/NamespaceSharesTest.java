// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceSharesTest {
  private final NamespaceShares<ModelSignature> shares = new NamespaceShares<>("shares");

  @Test
  void namespaceHasNoMoreThanItsShare() {
    assertThat(IntStream.range(0, 100).filter(n -> shares.begin(of("greedy", n))).count())
        .isEqualTo(NamespaceShares.MOST);
  }

  @Test
  void manyOfOneNamespaceKeepNoOtherNamespaceWaiting() {
    IntStream.range(0, 100).forEach(n -> shares.begin(of("greedy", n)));

    assertThat(shares.begin(of("modest", 1))).isTrue();
  }

  @Test
  void turnThatEndsIsHandedToTheOneThatWaitedLongest() {
    IntStream.range(0, NamespaceShares.MOST + 2).forEach(n -> shares.begin(of("team", n)));

    assertThat(shares.end(of("team", 0))).contains(of("team", NamespaceShares.MOST));
    assertThat(shares.end(of("team", 1))).contains(of("team", NamespaceShares.MOST + 1));
    assertThat(shares.end(of("team", 2))).isEmpty();
  }

  @Test
  void oneThatHasItsTurnWaitsForItsEndBeforeItHasAnother() {
    assertThat(shares.begin(of("team", 0))).isTrue();
    assertThat(shares.begin(of("team", 0))).isFalse();

    assertThat(shares.end(of("team", 0))).contains(of("team", 0));
    assertThat(shares.begin(of("team", 0))).isTrue();
  }

  @Test
  void oneThatWaitsIsCountedOnce() {
    IntStream.range(0, NamespaceShares.MOST).forEach(n -> shares.begin(of("team", n)));
    shares.begin(of("team", 50));
    shares.begin(of("team", 50));

    assertThat(shares.end(of("team", 0))).contains(of("team", 50));
    assertThat(shares.end(of("team", 1))).isEmpty();
  }

  @Test
  void turnThatADeletedResourceWasGivenGoesToWhoeverComes() {
    IntStream.range(0, NamespaceShares.MOST + 1).forEach(n -> shares.begin(of("team", n)));
    shares.end(of("team", 0));

    assertThat(shares.begin(of("team", 70))).isTrue();
  }

  @Test
  void oneThatHadItsTurnInBetweenIsNotCalledAgain() {
    IntStream.range(0, NamespaceShares.MOST + 1).forEach(n -> shares.begin(of("team", n)));
    shares.begin(of("team", NamespaceShares.MOST + 1));
    shares.end(of("team", 0));
    shares.begin(of("team", NamespaceShares.MOST + 1));

    assertThat(shares.end(of("team", 1))).isEmpty();
  }

  private static ResourceID of(String namespace, int number) {
    return new ResourceID("model-" + number, namespace);
  }
}
