// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.room;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Bodies on their way, and those that are here and wait for a thread or have one. Everybody in the
 * cluster can connect and send slowly, and the API server sends at once: when there are too many,
 * the one that has waited longest for a byte makes way, so bodies that do not arrive never take the
 * way from those that do. Only bytes that are here count, not those that are announced.
 */
public final class Arrivals {
  private static final int MIB = 1 << 20;

  private final int mostComing;
  private final long mostBytes;
  private final int mostThreads;

  /** The one that has waited longest for a byte first. */
  private final Set<Body> coming = new LinkedHashSet<>();

  private long bytes;
  private int threads;

  Arrivals(int mostComing, long mostBytes, int mostThreads) {
    this.mostComing = mostComing;
    this.mostBytes = mostBytes;
    this.mostThreads = mostThreads;
  }

  /** For bodies of at most {@link Room#SMALL_ARRIVAL}, which nearly all are. */
  public static Arrivals ofSmall() {
    return new Arrivals(256, 8 * MIB, 96);
  }

  /** For larger ones, and for those of unknown length. */
  public static Arrivals ofLarge() {
    return new Arrivals(128, 16 * MIB, 32);
  }

  /** For reviews of workloads, which must not take the way of those of pods. */
  public static Arrivals ofWorkloads() {
    return new Arrivals(64, 8 * MIB, 16);
  }

  /**
   * A body of which nothing is here yet.
   *
   * @param ended called at most once, by any thread, when it has to make way for others
   */
  public Body begin(Runnable ended) {
    Body begun = new Body(ended);
    synchronized (this) {
      coming.add(begun);
    }
    makeWay();
    return begun;
  }

  private void makeWay() {
    List<Body> left = new ArrayList<>(0);
    synchronized (this) {
      for (var next = tooMuch(); next.isPresent(); next = tooMuch()) {
        next.get().leave();
        left.add(next.get());
      }
    }
    left.forEach(body -> body.ended.run());
  }

  private Optional<Body> tooMuch() {
    if (coming.size() > mostComing) {
      return coming.stream().findFirst();
    }
    return bytes > mostBytes
        ? coming.stream().filter(body -> body.received > 0).findFirst()
        : Optional.empty();
  }

  /** One of them; it has to be closed. */
  public final class Body implements AutoCloseable {
    private final Runnable ended;
    private long received;
    private boolean hasThread;

    private Body(Runnable ended) {
      this.ended = ended;
    }

    /** Counts bytes that are here now; others may have to make way, or this one. */
    public void receive(int count) {
      synchronized (Arrivals.this) {
        if (!coming.remove(this)) {
          return;
        }
        coming.add(this);
        received += count;
        bytes += count;
      }
      makeWay();
    }

    /**
     * Lets it, which is here as a whole, wait for a thread.
     *
     * @return false when it has ended, or too many wait already
     */
    public boolean takeThread() {
      synchronized (Arrivals.this) {
        if (threads == mostThreads || !coming.remove(this)) {
          return false;
        }
        threads++;
        hasThread = true;
        return true;
      }
    }

    private void leave() {
      if (hasThread) {
        hasThread = false;
        threads--;
      }
      coming.remove(this);
      bytes -= received;
      received = 0;
    }

    /** It is answered, or its connection is gone. */
    @Override
    public void close() {
      synchronized (Arrivals.this) {
        leave();
      }
    }
  }
}
