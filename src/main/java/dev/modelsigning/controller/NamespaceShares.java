// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reconciles at most {@value #MOST} resources of a namespace at a time, and stores their status
 * within that turn. The threads are everybody's: without a share for each namespace, the many or
 * slow resources of one tenant would have all of them. A resource whose namespace has its share
 * waits without a thread, and an event of this source brings it back.
 */
public final class NamespaceShares<P extends HasMetadata> extends SimpleInboundEventSource<P> {
  /** A quarter of the threads (quarkus.operator-sdk.concurrent-reconciliation-threads). */
  static final int MOST = 4;

  /** A turn that was given to a deleted resource is lost; then waiting ends by itself. */
  private static final Duration AT_THE_LATEST = Duration.ofMinutes(1);

  private final Map<String, Line> lines = new HashMap<>();

  /** Nobody reconciles and nobody waits. */
  public NamespaceShares(String name) {
    super(name);
  }

  /** What a turn is taken for. */
  @FunctionalInterface
  public interface Work<P extends HasMetadata> {
    /** As {@link io.javaoperatorsdk.operator.api.reconciler.Reconciler#reconcile}. */
    UpdateControl<P> reconcile() throws IOException;
  }

  /** Does the work and stores the status that comes of it, now or when an event says so. */
  public UpdateControl<P> take(P resource, Context<P> context, Work<P> work) throws IOException {
    ResourceID id = ResourceID.fromResource(resource);
    if (!begin(id)) {
      return UpdateControl.<P>noUpdate().rescheduleAfter(AT_THE_LATEST);
    }
    try {
      return stored(work.reconcile(), context);
    } finally {
      end(id).ifPresent(this::propagateEvent);
    }
  }

  private UpdateControl<P> stored(UpdateControl<P> control, Context<P> context) {
    if (!control.isPatchStatus()) {
      return control;
    }
    control.getResource().ifPresent(context.resourceOperations()::serverSideApplyPrimaryStatus);
    UpdateControl<P> stored = UpdateControl.noUpdate();
    control.getScheduleDelay().ifPresent(stored::rescheduleAfter);
    return stored;
  }

  /** Whether the turn begins; otherwise the resource waits for it. */
  synchronized boolean begin(ResourceID id) {
    Line line = lines.computeIfAbsent(namespace(id), any -> new Line());
    // The SDK (5.3.2) may reconcile a resource twice at once when one of its name was deleted a
    // moment ago: the second time waits for the first to end.
    if (line.running.size() < MOST && line.running.add(id)) {
      line.waiting.remove(id);
      return true;
    }
    line.waiting.add(id);
    return false;
  }

  /** Ends a turn; the resource whose turn it is now. */
  synchronized Optional<ResourceID> end(ResourceID id) {
    Line line = lines.computeIfAbsent(namespace(id), any -> new Line());
    line.running.remove(id);
    Iterator<ResourceID> waiting = line.waiting.iterator();
    if (waiting.hasNext()) {
      ResourceID next = waiting.next();
      waiting.remove();
      return Optional.of(next);
    }
    if (line.running.isEmpty()) {
      lines.remove(namespace(id));
    }
    return Optional.empty();
  }

  private static String namespace(ResourceID id) {
    return id.getNamespace().orElse("");
  }

  /** Of one namespace. */
  private static final class Line {
    final Set<ResourceID> running = new HashSet<>();
    final Set<ResourceID> waiting = new LinkedHashSet<>();
  }
}
