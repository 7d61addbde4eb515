// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.gate.ClusterView;

/** A cluster in memory behind switches for what its caches report. */
final class FakeState implements ClusterState {
  final FakeCluster cluster = new FakeCluster();
  boolean started;
  boolean synced;
  boolean following;
  boolean alive = true;

  @Override
  public void start() {
    started = true;
  }

  @Override
  public boolean isSynced() {
    return synced;
  }

  @Override
  public boolean isFollowing() {
    return following;
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public ClusterView view() {
    return cluster;
  }

  @Override
  public void close() {
    synced = false;
  }
}
