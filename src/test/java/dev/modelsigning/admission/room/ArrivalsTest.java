// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals(3, 1_000, 2);
  private final List<String> ended = new ArrayList<>();

  private Arrivals.Body begin(String name) {
    return arrivals.begin(() -> ended.add(name));
  }

  @Test
  void whoHasWaitedLongestForAByteMakesWay() {
    Arrivals.Body first = begin("first");
    begin("second");
    begin("third");
    first.receive(1);
    begin("fourth");
    assertThat(ended).containsExactly("second");
    begin("fifth");
    assertThat(ended).containsExactly("second", "third");
  }

  @Test
  void bytesThatAreHereMakeWayAndNotThoseThatAreAnnounced() {
    begin("silent");
    begin("large").receive(600);
    Arrivals.Body late = begin("late");
    late.receive(600);
    assertThat(ended).containsExactly("large");
    late.receive(500);
    assertThat(ended).containsExactly("large", "late");
    assertThat(late.takeThread()).isFalse();
  }

  @Test
  void bodyThatIsHereMakesWayForNobody() {
    Arrivals.Body here = begin("here");
    here.receive(900);
    assertThat(here.takeThread()).isTrue();
    begin("other").receive(200);
    assertThat(ended).containsExactly("other");
    here.close();
    begin("later").receive(200);
    assertThat(ended).containsExactly("other");
  }

  @Test
  void fewBodiesWaitForThreads() {
    List<Arrivals.Body> waiting = List.of(begin("a"), begin("b"));
    waiting.forEach(body -> assertThat(body.takeThread()).isTrue());
    Arrivals.Body third = begin("c");
    assertThat(third.takeThread()).isFalse();
    waiting.getFirst().close();
    waiting.getFirst().close();
    assertThat(third.takeThread()).isTrue();
    assertThat(begin("d").takeThread()).as("closing twice frees one thread").isFalse();
  }
}
