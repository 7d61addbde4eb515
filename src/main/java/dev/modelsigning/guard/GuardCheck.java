// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Knows at any time whether the guard is in force: its policies and bindings are compared with the
 * expected ones on every change, and tried out once they are complete. It fails closed: until both
 * were done, and from the moment anything is missing or altered, the guard counts as absent.
 */
public final class GuardCheck implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(GuardCheck.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration TRIAL_COUNTS = Duration.ofMinutes(10);
  private static final String REMEDY =
      "; apply the guard of the install manifests again (deploy/guard.yaml), nothing is measured and"
          + " no result is accepted meanwhile";

  private final KubernetesClient client;
  private final Clock clock;
  private final ExpectedGuard expected;
  private final GuardTrial trial;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("guard-check").daemon().factory());
  private final List<SharedIndexInformer<? extends HasMetadata>> informers = new ArrayList<>();

  private volatile Optional<String> fault = Optional.of("the guard was not looked at yet");
  private volatile Optional<Instant> triedAt = Optional.empty();
  private volatile boolean untestableTold;

  /**
   * Nothing is read before {@link #start}.
   *
   * @param namespace the operator's own
   */
  public GuardCheck(KubernetesClient client, Clock clock, String namespace) {
    this.client = client;
    this.clock = clock;
    this.expected = ExpectedGuard.forOperatorIn(namespace, client);
    this.trial = new GuardTrial(client, namespace);
  }

  /** Starts watching; returns at once. */
  public void start() {
    informers.add(watch(ValidatingAdmissionPolicy.class));
    informers.add(watch(ValidatingAdmissionPolicyBinding.class));
    informers.forEach(
        informer -> {
          var unused = informer.start();
        });
    var unused =
        worker.scheduleWithFixedDelay(
            this::lookSafely, 0, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** True only when every policy and binding of the guard was seen as expected and tried out. */
  public boolean installed() {
    return fault.isEmpty();
  }

  /** What is missing or differs, with a hint; empty text when {@link #installed()}. */
  public String missing() {
    return fault.map(text -> text + REMEDY).orElse("");
  }

  @Override
  public void close() {
    worker.shutdownNow();
    informers.forEach(SharedIndexInformer::stop);
  }

  private <T extends HasMetadata> SharedIndexInformer<T> watch(Class<T> type) {
    SharedIndexInformer<T> informer = client.resources(type).runnableInformer(0);
    // Whatever goes wrong with a watch, try again: giving up would freeze the last answer.
    informer.exceptionHandler((started, error) -> true);
    return informer.addEventHandler(new Changes<>());
  }

  /** A change of a guard object invalidates the last trial and is looked at without delay. */
  private final class Changes<T extends HasMetadata> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      changed(added);
    }

    @Override
    public void onUpdate(T before, T after) {
      // Status alone (type checking) does not raise the generation.
      if (!Objects.equals(
          before.getMetadata().getGeneration(), after.getMetadata().getGeneration())) {
        changed(after);
      }
    }

    @Override
    public void onDelete(T deleted, boolean lastStateUnknown) {
      changed(deleted);
    }

    private void changed(T resource) {
      if (!expected.has(resource)) {
        return;
      }
      triedAt = Optional.empty();
      try {
        worker.execute(GuardCheck.this::lookSafely);
      } catch (RejectedExecutionException stopping) {
        LOG.debugf("guard check is stopping: %s", stopping.getMessage());
      }
    }
  }

  /** An error of any kind must neither stop the schedule nor leave the guard open. */
  private void lookSafely() {
    try {
      conclude(look());
    } catch (RuntimeException e) {
      conclude(Optional.of("the guard could not be looked at: " + e.getMessage()));
    }
  }

  private Optional<String> look() {
    if (informers.isEmpty() || !informers.stream().allMatch(SharedIndexInformer::hasSynced)) {
      return Optional.of("the guard was not read yet");
    }
    List<HasMetadata> installed = new ArrayList<>();
    informers.forEach(informer -> installed.addAll(informer.getStore().list()));
    Optional<String> difference = expected.missingFrom(installed);
    if (difference.isPresent()) {
      triedAt = Optional.empty();
      return difference;
    }
    Instant now = clock.instant();
    if (triedAt.filter(at -> at.plus(TRIAL_COUNTS).isAfter(now)).isPresent()) {
      return Optional.empty();
    }
    return tryOut(now);
  }

  private Optional<String> tryOut(Instant now) {
    return switch (trial.run()) {
      case SelfTest.Holds() -> {
        triedAt = Optional.of(now);
        yield Optional.empty();
      }
      case SelfTest.Broken(String detail) -> Optional.of(detail);
      case SelfTest.Untestable(String detail) -> {
        triedAt = Optional.of(now);
        tellUntestable(detail);
        yield Optional.empty();
      }
      case SelfTest.Inconclusive(String detail) ->
          triedAt.isPresent()
              ? Optional.empty()
              : Optional.of("the guard could not be tried out: " + detail);
    };
  }

  private void tellUntestable(String detail) {
    if (!untestableTold) {
      untestableTold = true;
      LOG.warnf(
          "guard compared but not tried out, the operator may not create a pod in its namespace in"
              + " a dry run: %s",
          detail);
    }
  }

  private void conclude(Optional<String> found) {
    if (found.equals(fault)) {
      return;
    }
    fault = found;
    if (found.isEmpty()) {
      LOG.info("guard=installed");
    } else {
      LOG.warnf("guard=missing reason=\"%s\"", found.get());
    }
  }
}
