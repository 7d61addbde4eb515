// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.controller.refreshing.KeptRecord;
import dev.modelsigning.controller.refreshing.RefreshSchedule;
import dev.modelsigning.controller.refreshing.RootRefresher;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.trust.tuf.FetchRecord;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A ModelTrustRoot after it was fetched, if it was time for that.
 *
 * @param found what can be used now
 * @param state of the fetches; empty for a root that is not fetched
 */
record RootRefresh(FoundRoot found, Optional<State> state) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /**
   * How the fetches go.
   *
   * @param last when what can be used was fetched
   * @param next when the next fetch is due
   * @param failures how many have failed since
   * @param problem of the fetch that failed just now
   */
  record State(Optional<Instant> last, Instant next, int failures, Optional<String> problem) {
    Duration untilNext(Instant now) {
      Duration left = Duration.between(now, next);
      return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }
  }

  /** Finds ConfigMaps of the operator's namespace by name. */
  private interface ConfigMaps extends Function<String, Optional<ConfigMap>> {}

  /**
   * Reads a root, and fetches it before if that is due.
   *
   * @param configMaps finds a ConfigMap of the operator's namespace by name
   */
  static RootRefresh whenDue(
      ModelTrustRoot root,
      TrustRoots roots,
      Function<String, Optional<ConfigMap>> configMaps,
      RootRefresher refresher,
      KubernetesClient client,
      Clock clock) {
    FoundRoot found = roots.read(root, configMaps);
    Optional<MirrorSource> source = source(root, configMaps);
    if (source.isEmpty()) {
      return new RootRefresh(found, Optional.empty());
    }
    Optional<FetchRecord> kept =
        configMaps.apply(KeptRecord.nameFor(root)).flatMap(KeptRecord::read);
    Optional<Instant> last = usable(found) ? kept.map(FetchRecord::at) : Optional.empty();
    Duration interval = source.get().interval();
    Instant now = clock.instant();
    Instant due = RefreshSchedule.due(root, last, interval, now);
    int failures = RefreshSchedule.failures(root);
    if (due.isAfter(now)) {
      return new RootRefresh(found, state(last, due, failures, Optional.empty()));
    }
    return switch (refresher.refresh(root, source.get().mirror(), kept, client)) {
      case RootRefresher.Outcome.Fetched(var made) ->
          fetched(root, roots, configMaps, made, interval);
      case RootRefresher.Outcome.Failed(var message) ->
          new RootRefresh(
              found,
              state(
                  last,
                  clock.instant().plus(RefreshSchedule.pause(failures + 1, interval)),
                  failures + 1,
                  Optional.of(message)));
      case RootRefresher.Outcome.Later(var wait) ->
          new RootRefresh(found, state(last, now.plus(wait), failures, Optional.empty()));
    };
  }

  /** Read from what was made, which the informer may not have seen yet. */
  private static RootRefresh fetched(
      ModelTrustRoot root,
      TrustRoots roots,
      Function<String, Optional<ConfigMap>> configMaps,
      ConfigMap made,
      Duration interval) {
    String name = made.getMetadata().getName();
    ConfigMaps withMade =
        wanted -> wanted.equals(name) ? Optional.of(made) : configMaps.apply(wanted);
    Instant at = KeptRecord.read(made).orElseThrow().at();
    return new RootRefresh(
        roots.read(root, withMade), state(Optional.of(at), at.plus(interval), 0, Optional.empty()));
  }

  private static Optional<State> state(
      Optional<Instant> last, Instant next, int failures, Optional<String> problem) {
    return Optional.of(new State(last, next, failures, problem));
  }

  private static boolean usable(FoundRoot found) {
    return switch (found) {
      case FoundRoot.Read _ -> true;
      case FoundRoot.Unusable _ -> false;
    };
  }

  private static Optional<MirrorSource> source(
      ModelTrustRoot root, Function<String, Optional<ConfigMap>> configMaps) {
    if (Unreadable.fields(root).isPresent()) {
      return Optional.empty();
    }
    try {
      return MirrorSource.of(root, configMaps);
    } catch (UnusableException e) {
      return Optional.empty(); // reading the root reports it
    }
  }
}
