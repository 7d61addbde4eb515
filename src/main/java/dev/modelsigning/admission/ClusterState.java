// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.gate.ClusterView;

/** What a webhook process knows of the cluster. */
interface ClusterState extends AutoCloseable {
  /** Starts to fill the caches; returns at once. */
  void start();

  /** Whether every cache has been filled once. */
  boolean isSynced();

  /** Whether the watch of every cache is running. */
  boolean isFollowing();

  /** Whether every cache will follow the cluster again by itself, whatever happened to it. */
  boolean isAlive();

  /** A view for one request and one thread. */
  ClusterView view();

  @Override
  void close();
}
