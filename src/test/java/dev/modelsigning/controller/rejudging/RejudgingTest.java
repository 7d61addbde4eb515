// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RejudgingTest {
  private static final int MODELS = 3;

  private final Set<ResourceID> refused = ConcurrentHashMap.newKeySet();
  private final Set<ResourceID> taken = ConcurrentHashMap.newKeySet();

  private static Stream<ModelSignature> models() {
    return IntStream.range(0, MODELS)
        .mapToObj(i -> CustomResources.modelSignature("team-a", "model-" + i));
  }

  @Test
  void nothingIsLookedAtBeforeTheFirstIsJudged() {
    var rejudging = new Rejudging(Clock.systemUTC(), Duration.ZERO);

    rejudging.add(
        models().peek(model -> taken.add(ResourceID.fromResource(model))),
        MODELS,
        Concerned.now(any -> true),
        any -> false);

    assertThat(taken).isEmpty();
  }

  @Test
  void whatIsUsedBeginsWhileTheOthersAreLookedAt() {
    var rejudging = new Rejudging(Clock.systemUTC(), Duration.ZERO);
    rejudging.setEventHandler(event -> taken.add(event.getRelatedCustomResourceID()));
    rejudging.start();
    try {
      rejudging.begun(CustomResources.modelSignature("team-a", "another"));
      ModelSignature used = CustomResources.modelSignature("team-a", "used");
      Stream<ModelSignature> others =
          models()
              .peek(
                  next ->
                      Await.until(
                          "the used one to be taken",
                          Duration.ofSeconds(10),
                          () -> taken.contains(ResourceID.fromResource(used))));

      rejudging.add(
          Stream.concat(Stream.of(used), others),
          MODELS + 1,
          Concerned.now(any -> true),
          used::equals);

      Await.until("all to be taken", Duration.ofSeconds(10), () -> taken.size() == MODELS + 1);
    } finally {
      rejudging.stop();
    }
  }

  @Test
  void whatCannotBeHandedOutComesAgainAndTakesNoOtherWithIt() {
    var rejudging = new Rejudging(Clock.systemUTC(), Duration.ZERO);
    rejudging.setEventHandler(
        event -> {
          if (refused.add(event.getRelatedCustomResourceID())) {
            throw new IllegalStateException("the first time");
          }
          taken.add(event.getRelatedCustomResourceID());
        });
    rejudging.start();
    try {
      rejudging.begun(CustomResources.modelSignature("team-a", "another"));
      rejudging.add(models(), MODELS, Concerned.now(any -> true), any -> false);

      Await.until("all to be taken", Duration.ofSeconds(10), () -> taken.size() == MODELS);
    } finally {
      rejudging.stop();
    }
    assertThat(refused).hasSize(MODELS);
  }

  @Test
  void statusesOfASmallClusterFollowAnEditSoonAndOfALargeOneAsConfigured() {
    Duration configured = Duration.ofMinutes(10);
    var rejudging = new Rejudging(Clock.systemUTC(), configured);
    assertThat(rejudging.followAfter(Rejudging.FEW)).isEqualTo(Rejudging.SOON);
    assertThat(rejudging.followAfter(Rejudging.FEW + 1)).isEqualTo(configured);
    assertThat(new Rejudging(Clock.systemUTC(), Duration.ZERO).followAfter(1)).isZero();
  }

  @Test
  void whatOnlyReadsDifferentlyIsJudgedAgainOnceItsTimeHasCome() {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    InstantSource time = () -> Instant.now().plus(ahead.get());
    var rejudging = new Rejudging(time.withZone(ZoneOffset.UTC), Duration.ofMinutes(10));
    rejudging.setEventHandler(event -> taken.add(event.getRelatedCustomResourceID()));
    rejudging.begun(CustomResources.modelSignature("team-a", "another"));
    rejudging.add(models(), MODELS, new Concerned(any -> false, any -> true), any -> false);
    ahead.set(Rejudging.SOON);
    rejudging.start();
    try {
      Await.until(
          "all to be taken",
          Duration.ofSeconds(10),
          () -> {
            models()
                .filter(model -> taken.contains(ResourceID.fromResource(model)))
                .forEach(rejudging::finished);
            return taken.size() == MODELS;
          });
    } finally {
      rejudging.stop();
    }
  }
}
