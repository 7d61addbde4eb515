// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.decoding.LenientResources;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The objects of one kind, kept up to date by a thread of their own. */
public final class Followed<T extends HasMetadata> implements AutoCloseable {
  private static final ObjectMapper MAPPER =
      LenientResources.mapper().setNodeFactory(new SharedTexts());

  private final ObjectCache<T> cache;
  private final Follower<T> follower;
  private final Thread thread;

  /**
   * Nothing is read before {@link #start}.
   *
   * @param client whose server and credentials are used
   * @param unreadable called for each object that cannot be read
   */
  public Followed(Kind<T> kind, KubernetesClient client, Runnable unreadable) {
    this.cache = new ObjectCache<>(kind.indexes(), kind.share());
    this.follower =
        new Follower<>(
            kind, new ObjectStream<>(kind, MAPPER, new FabricSource(client)), cache, unreadable);
    this.thread = Thread.ofPlatform().daemon().name("follow " + kind.path()).unstarted(follower);
  }

  /** Begins to fill the cache; returns at once. */
  public void start() {
    thread.start();
  }

  /** Whether the cache has been filled once. */
  public boolean isSynced() {
    return follower.isSynced();
  }

  /** Whether the API server answered the last list or watch. */
  public boolean isFollowing() {
    return thread.isAlive() && follower.isFollowing();
  }

  /** Whether the cache will follow again by itself, however long the API server is away. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** The objects. Look-ups go to the cache itself, as those of a {@link FullCache} do. */
  public Lookup<T> objects() {
    return cache;
  }

  @Override
  public String toString() {
    return thread.getName();
  }

  @Override
  public void close() {
    follower.stop();
    thread.interrupt();
  }
}
