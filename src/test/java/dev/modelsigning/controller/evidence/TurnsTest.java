// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.evidence;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.controller.LaterException;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private final Turns turns = new Turns();

  @Test
  void namespaceHasOnlyItsPartOfTheTurns() throws LaterException {
    Turns.Turn first = turns.take("team-a");
    turns.take("team-a");
    assertThatThrownBy(() -> turns.take("team-a")).isInstanceOf(LaterException.class);
    turns.take("team-b").close();
    first.close();
    turns.take("team-a").close();
  }
}
