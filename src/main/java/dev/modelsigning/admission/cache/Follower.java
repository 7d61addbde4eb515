// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the cache of one kind like the cluster: lists in pages, then watches, over and over. No
 * failure ends it; after one it tries again within two seconds. An object that cannot be read is
 * missing from the cache, and so Unknown to decisions, until a readable one of its name comes.
 */
final class Follower<T extends HasMetadata> implements Runnable {
  private static final Logger LOG = Logger.getLogger(Follower.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Kind<T> kind;
  private final ObjectStream<T> objects;
  private final ObjectCache<T> cache;
  private final Runnable unreadable;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean synced;
  private volatile boolean following;
  private volatile String version = "";
  private Duration pause = FIRST_PAUSE;
  private boolean reported;

  /**
   * Nothing is read before {@link #run}.
   *
   * @param unreadable called for each object that cannot be read
   */
  Follower(Kind<T> kind, ObjectStream<T> objects, ObjectCache<T> cache, Runnable unreadable) {
    this.kind = kind;
    this.objects = objects;
    this.cache = cache;
    this.unreadable = unreadable;
  }

  /** Whether the cache has been filled once. */
  boolean isSynced() {
    return synced;
  }

  /** Whether the last list or watch was answered. */
  boolean isFollowing() {
    return following;
  }

  void stop() {
    stopped.countDown();
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // whatever happens, the next round has to come
  public void run() {
    while (!isStopped()) {
      try {
        if (version.isEmpty()) {
          list();
        }
        watch();
        // A watch that ends in order is begun again at once, but never in a tight loop.
        rest(FIRST_PAUSE);
      } catch (ExpiredException e) {
        expired(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException | RuntimeException | StackOverflowError e) {
        failed(e);
      }
    }
  }

  private void list() throws IOException, InterruptedException, ExpiredException {
    Set<String> seen = new HashSet<>();
    String newest = objects.list(event -> seen.add(apply(event)));
    cache.retain(seen);
    version = newest;
    synced = true;
    answered();
  }

  private void watch() throws IOException, InterruptedException, ExpiredException {
    objects.watch(
        version,
        this::answered,
        event -> {
          apply(event);
          if (!event.version().isEmpty()) {
            version = event.version();
          }
        });
  }

  /** Returns the key of the event's object. */
  private String apply(ObjectStream.Event<T> event) {
    switch (event) {
      case ObjectStream.Event.Stored<T>(T object, String v) -> {
        if (!cache.put(object)) {
          report(ObjectCache.key(object) + " is not kept: its namespace has too many of its kind");
        }
        return ObjectCache.key(object);
      }
      case ObjectStream.Event.Deleted<T>(String key, String v) -> {
        cache.remove(key);
        return key;
      }
      case ObjectStream.Event.Unreadable<T>(String key, String v, String cause) -> {
        cache.remove(key);
        unreadable.run();
        LOG.warnf("path=%s object=%s cannot be read and is ignored: %s", kind.path(), key, cause);
        return "";
      }
      case ObjectStream.Event.Bookmark<T>(String v) -> {
        return "";
      }
    }
  }

  private void answered() {
    if (reported) {
      LOG.infof("path=%s followed again", kind.path());
    }
    following = true;
    reported = false;
    pause = FIRST_PAUSE;
  }

  /** An ordinary end of a watch, after a while without changes; of a list it is a failure. */
  private void expired(ExpiredException expiry) {
    if (version.isEmpty()) {
      failed(expiry);
    } else {
      version = "";
      pause();
    }
  }

  private void failed(Throwable failure) {
    following = false;
    report(failure.toString());
    pause();
  }

  /** Before the next attempt; longer each time until one is answered. */
  private void pause() {
    try {
      rest(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /** One line for an outage, however long it is. */
  private void report(String text) {
    if (!reported && !isStopped()) {
      LOG.warnf("path=%s %s", kind.path(), text);
      reported = true;
    }
  }

  /** A little more or less each time, so that many processes do not ask together. */
  private void rest(Duration duration) throws InterruptedException {
    long millis = duration.toMillis();
    var unused =
        stopped.await(
            millis / 2 + ThreadLocalRandom.current().nextLong(millis), TimeUnit.MILLISECONDS);
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }
}
