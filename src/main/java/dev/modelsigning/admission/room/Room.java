// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.room;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much is decided at the same time, in bytes of reviews and in number. A review that is read
 * takes some twenty times its size in memory, so the bytes bound what the heap has to hold. Bodies
 * that are still arriving take nothing of it: {@link Arrivals} bounds them.
 */
public final class Room {
  /** The largest review that is decided: two pods of the largest size that the API stores. */
  public static final int LARGEST_REVIEW = 4 << 20;

  /** Reviews are small; larger ones must not take the way of most others. */
  public static final int SMALL_ARRIVAL = 64 << 10;

  private static final int ALL_BYTES = 6 << 20;
  private static final int ALL_REVIEWS = 32;

  /** Reviews of workloads, which may be large, and of which two at a time are enough. */
  private static final int WORKLOADS = 2;

  /** What the smallest review counts as, so that many small ones are bounded too. */
  private static final int SMALLEST = 16 << 10;

  static final int UNIT = 1 << 10;

  private final Semaphore units;
  private final Semaphore reviews;
  private final Duration patience;
  private final NamespaceRoom namespaces = new NamespaceRoom();

  /**
   * Makes it empty.
   *
   * @param patience how long a review waits for others
   */
  public Room(Duration patience) {
    this(patience, ALL_BYTES, ALL_REVIEWS);
  }

  private Room(Duration patience, int bytes, int reviews) {
    this.patience = patience;
    this.reviews = new Semaphore(reviews, true);
    this.units = new Semaphore(bytes / UNIT, true);
  }

  /** Room for reviews of workloads. */
  public static Room forWorkloads(Duration patience) {
    return new Room(patience, LARGEST_REVIEW, WORKLOADS);
  }

  /** A review's share; closing it makes room. */
  public interface Share extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes the share of one review. Of its namespace no more than a quarter of all are decided at
   * the same time by threads that wait.
   *
   * @param namespace as the review names it; empty when it names none
   */
  public Share take(int bytes, String namespace) throws TurnedAwayException {
    long deadline = System.nanoTime() + patience.toNanos();
    Share part = namespaces.take(namespace, units(bytes), deadline);
    try {
      Share share = take(bytes, deadline);
      return () -> {
        share.close();
        part.close();
      };
    } catch (TurnedAwayException e) {
      part.close();
      throw e;
    }
  }

  /** The same for a review of whatever namespace. */
  public Share take(int bytes) throws TurnedAwayException {
    return take(bytes, System.nanoTime() + patience.toNanos());
  }

  private static int units(int bytes) throws TurnedAwayException {
    if (bytes > LARGEST_REVIEW) {
      throw new TurnedAwayException(TurnedAwayException.Cause.SIZE);
    }
    return (Math.max(bytes, SMALLEST) + UNIT - 1) / UNIT;
  }

  private Share take(int bytes, long deadline) throws TurnedAwayException {
    int taken = units(bytes);
    acquire(reviews, 1, deadline);
    try {
      acquire(units, taken, deadline);
    } catch (TurnedAwayException e) {
      reviews.release();
      throw e;
    }
    return () -> {
      units.release(taken);
      reviews.release();
    };
  }

  /**
   * The same, but without waiting.
   *
   * @param bytes its length, at most {@link #LARGEST_REVIEW}
   * @return empty when others have to end first
   */
  public Optional<Share> takeNow(int bytes) {
    int taken = (Math.max(bytes, SMALLEST) + UNIT - 1) / UNIT;
    // By the fair way, which lets nobody pass those who wait.
    if (reviews.hasQueuedThreads() || !reviews.tryAcquire()) {
      return Optional.empty();
    }
    if (units.hasQueuedThreads() || !units.tryAcquire(taken)) {
      reviews.release();
      return Optional.empty();
    }
    return Optional.of(
        () -> {
          units.release(taken);
          reviews.release();
        });
  }

  static void acquire(Semaphore semaphore, int permits, long deadline) throws TurnedAwayException {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      if (!semaphore.tryAcquire(permits, left, TimeUnit.NANOSECONDS)) {
        throw new TurnedAwayException(TurnedAwayException.Cause.BUSY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TurnedAwayException(TurnedAwayException.Cause.BUSY);
    }
  }
}
