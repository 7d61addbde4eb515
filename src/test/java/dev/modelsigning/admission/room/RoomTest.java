// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RoomTest {
  private final Room room = new Room(Duration.ofMillis(10));

  @Test
  void reviewsThatFindNoRoomAreTurnedAway() throws TurnedAwayException {
    Room.Share first = room.take(Room.LARGEST_REVIEW);
    assertThatThrownBy(() -> room.take(Room.LARGEST_REVIEW))
        .isInstanceOfSatisfying(
            TurnedAwayException.class,
            e -> assertThat(e.reason()).isEqualTo(TurnedAwayException.Cause.BUSY));
    room.take(1_000).close();
    first.close();
    room.take(Room.LARGEST_REVIEW).close();
  }

  @Test
  void reviewLargerThanAnyIsTurnedAwayForItsSize() {
    assertThatThrownBy(() -> room.take(Room.LARGEST_REVIEW + 1))
        .isInstanceOfSatisfying(
            TurnedAwayException.class,
            e -> assertThat(e.reason()).isEqualTo(TurnedAwayException.Cause.SIZE));
  }

  @Test
  void oneNamespaceLeavesMostPlacesToTheOthers() throws TurnedAwayException {
    for (int i = 0; i < 8; i++) {
      room.take(1_000, "team-a");
    }
    assertThatThrownBy(() -> room.take(1_000, "team-a")).isInstanceOf(TurnedAwayException.class);
    assertThat(room.takeNow(1_000)).as("without waiting").isPresent();
    for (int i = 0; i < 8; i++) {
      room.take(1_000, "team-b");
    }
  }

  @Test
  void oneNamespaceLeavesBytesToTheOthers() throws TurnedAwayException {
    Room.Share large = room.take(Room.LARGEST_REVIEW, "team-a");
    assertThatThrownBy(() -> room.take(1_000, "team-a")).isInstanceOf(TurnedAwayException.class);
    room.take(1 << 20, "team-b").close();
    large.close();
    room.take(1_000, "team-a").close();
  }

  @Test
  void whoWaitsForItsOwnNamespaceGivesBackWhatItTook() throws TurnedAwayException {
    Room.Share all = room.take(Room.LARGEST_REVIEW, "team-a");
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> room.take(1_000, "team-a")).isInstanceOf(TurnedAwayException.class);
    }
    all.close();
    for (int i = 0; i < 8; i++) {
      room.take(1_000, "team-a");
    }
  }
}
