// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.decoding.LenientResources;
import dev.modelsigning.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A follower against answers that the test gives one by one. */
final class FollowerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger unreadable = new AtomicInteger();
  private final Kind<ConfigMap> kind = Kind.of(ConfigMap.class, KeptFields.of("data.kept"));
  private final ObjectCache<ConfigMap> cache = new ObjectCache<>(kind.indexes(), 3);
  private final Follower<ConfigMap> follower =
      new Follower<>(
          kind,
          new ObjectStream<>(kind, LenientResources.mapper(), this::open),
          cache,
          unreadable::incrementAndGet);
  private final Thread thread = Thread.ofPlatform().daemon().start(follower);

  /** What the API server does with one request. */
  private interface Answer {
    InputStream give() throws IOException, ExpiredException;
  }

  private InputStream open(String path, Duration answer, Duration whole)
      throws IOException, InterruptedException, ExpiredException {
    asked.add(path);
    return answers.take().give();
  }

  private void answer(String... json) {
    byte[] bytes = String.join("\n", json).getBytes(StandardCharsets.UTF_8);
    answers.add(() -> new ByteArrayInputStream(bytes));
  }

  @AfterEach
  void stop() throws InterruptedException {
    follower.stop();
    thread.interrupt();
    thread.join();
  }

  private static String list(String version, String next, String... items) {
    return "{\"kind\": \"ConfigMapList\", \"metadata\": {\"resourceVersion\": \"%s\", \"continue\": \"%s\"}, \"items\": [%s]}"
        .formatted(version, next, String.join(",", items));
  }

  private static String object(String name, String version) {
    return """
    {"apiVersion": "v1", "kind": "ConfigMap",
     "metadata": {"namespace": "n", "name": "%s", "resourceVersion": "%s",
      "labels": {"large": "label"}, "managedFields": [{"manager": "m"}]},
     "data": {"kept": "k", "large": "l"}}
    """
        .formatted(name, version);
  }

  private static String event(String type, String object) {
    return "{\"type\": \"%s\", \"object\": %s}".formatted(type, object);
  }

  private void awaitAsked(int requests) {
    Await.until("request " + requests, PATIENCE, () -> asked.size() >= requests);
  }

  private void awaitKept(String... names) {
    Await.until(
        "the cache to hold " + List.of(names),
        PATIENCE,
        () ->
            cache.all().stream()
                .map(o -> o.getMetadata().getName())
                .sorted()
                .toList()
                .equals(List.of(names)));
  }

  @Test
  void pagesAreListedAndOnlyKeptFieldsRead() {
    answer(list("5", "more", object("a", "1")));
    answer(list("5", "", object("b", "2")));
    awaitAsked(3);
    awaitKept("a", "b");
    ConfigMap read = cache.get("n/a").orElseThrow();
    assertThat(read.getData()).containsOnlyKeys("kept");
    assertThat(read.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(read.getMetadata().getManagedFields()).isEmpty();
    assertThat(read.getMetadata().getAnnotations())
        .isSameAs(cache.get("n/b").orElseThrow().getMetadata().getAnnotations());
    assertThat(asked.get(1)).contains("continue=more");
    assertThat(asked.get(2)).contains("watch=1").contains("resourceVersion=5");
    assertThat(follower.isSynced()).isTrue();
  }

  @Test
  void changesAreFollowedAndTheNextWatchGoesOnFromTheLastVersion() {
    answer(list("5", "", object("a", "1")));
    answer(
        event("ADDED", object("b", "6")),
        event("DELETED", object("a", "7")),
        event("BOOKMARK", "{\"metadata\": {\"resourceVersion\": \"9\"}}"));
    awaitAsked(3);
    awaitKept("b");
    assertThat(asked.get(2)).contains("resourceVersion=9");
  }

  @Test
  void failureOfAnyKindIsTriedAgain() {
    answers.add(
        () -> {
          throw new IOException("away");
        });
    answers.add(
        () -> {
          throw new IllegalStateException("broken");
        });
    answer("this is not JSON");
    answer(list("5", "", object("a", "1")));
    awaitKept("a");
    answer(event("ADDED", object("b", "6")), "{\"type\": \"ADDED\", \"object\": {\"cut off");
    awaitKept("a", "b");
    answer(event("ADDED", object("c", "7")));
    awaitKept("a", "b", "c");
    assertThat(asked).last().asString().contains("resourceVersion=");
  }

  @Test
  void expiredVersionMakesANewListAndForgetsWhatIsGone() {
    answer(list("5", "", object("a", "1"), object("b", "2")));
    awaitKept("a", "b");
    answer(event("ERROR", "{\"kind\": \"Status\", \"code\": 410, \"message\": \"too old\"}"));
    answer(list("12", "", object("b", "11")));
    awaitKept("b");
    answers.add(
        () -> {
          throw new ExpiredException("gone");
        });
    answer(list("20", "", object("c", "19")));
    awaitKept("c");
  }

  @Test
  void objectThatCannotBeReadIsCountedAndUnknown() {
    answer(list("5", "", object("a", "1"), object("b", "2").replace("\"k\"", "{\"x\": 1}")));
    awaitAsked(2);
    awaitKept("a");
    assertThat(unreadable).hasValue(1);
    answer(event("MODIFIED", object("b", "6")));
    awaitKept("a", "b");
  }

  @Test
  void objectThatBecomesUnreadableIsUnknown() {
    answer(list("5", "", object("a", "1")));
    awaitKept("a");
    answer(event("MODIFIED", object("a", "6").replace("\"k\"", "[[]]")));
    awaitKept();
  }

  @Test
  void deepManagedFieldsStopNothing() {
    String deep = "{\"f:a\":".repeat(9_990) + "{}" + "}".repeat(9_990);
    String object =
        object("a", "1").replace("{\"manager\": \"m\"}", "{\"fieldsV1\": " + deep + "}");
    answer(list("5", "", object, object("b", "2")));
    answer(event("MODIFIED", object), event("ADDED", object("c", "7")));
    awaitKept("a", "b", "c");
  }

  @Test
  void watchInWhichNothingHappensIsFollowed() {
    answer(list("5", "", object("a", "1")));
    answers.add(
        () -> {
          throw new IOException("away");
        });
    Await.until("the end of following", PATIENCE, () -> !follower.isFollowing());

    PipedInputStream silent = new PipedInputStream();
    answers.add(
        () -> {
          var unused = new PipedOutputStream(silent);
          return silent;
        });
    Await.until("the watch to be followed", PATIENCE, follower::isFollowing);
  }

  @Test
  void listsThatExpireAreNotAskedForWithoutPauseAndCountAsBlind() {
    answer(list("5", "", object("a", "1")));
    awaitAsked(2);
    assertThat(follower.isFollowing()).isTrue();
    for (int i = 0; i < 10_000; i++) {
      answers.add(
          () -> {
            throw new ExpiredException("gone");
          });
    }
    Await.until("the end of following", PATIENCE, () -> !follower.isFollowing());
    assertThat(asked).as("requests within the first pauses").hasSizeLessThan(100);
  }

  @Test
  void namespaceFillsNoMoreThanItsShare() {
    String other = object("z", "6").replace("\"n\"", "\"m\"");
    answer(
        list(
            "5",
            "",
            object("a", "1"),
            object("b", "2"),
            object("c", "3"),
            object("d", "4"),
            other));
    awaitKept("a", "b", "c", "z");
    answer(event("DELETED", object("a", "7")), event("MODIFIED", object("d", "8")));
    awaitKept("b", "c", "d", "z");
  }

  @Test
  void pathOfACustomResourceNamesItsGroup() {
    assertThat(Kind.of(ModelSignature.class, KeptFields.of()).path())
        .isEqualTo("/apis/modelsigning.dev/v1alpha1/modelsignatures");
    assertThat(kind.path()).isEqualTo("/api/v1/configmaps");
  }
}
