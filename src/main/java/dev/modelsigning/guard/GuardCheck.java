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
 * expected ones on every change, and a self-test runs once they are complete. It fails closed: the
 * guard counts as missing until both have passed, and from the moment anything is missing or
 * altered.
 */
public final class GuardCheck implements AutoCloseable {
  /** At every start: the log tells of it only when it lasts. */
  private static final Optional<String> UNREAD =
      Optional.of("the policies of the guard have not been read yet");

  private static final Logger LOG = Logger.getLogger(GuardCheck.class);
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);

  /** After which policies that could not be read are told of. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration SELF_TEST_VALIDITY = Duration.ofMinutes(10);
  private static final String HINT =
      "; hint: apply deploy/guard.yaml of the install manifests again; until then nothing is"
          + " measured and no result is accepted";

  private final KubernetesClient client;
  private final Clock clock;
  private final ExpectedGuard expected;
  private final GuardSelfTest selfTest;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("guard-check").daemon().factory());
  private final List<SharedIndexInformer<? extends HasMetadata>> informers = new ArrayList<>();

  private volatile Optional<String> fault = UNREAD;
  private final GuardBreaks breaks = new GuardBreaks();
  private volatile Optional<Instant> testedAt = Optional.empty();
  private volatile boolean untestableLogged;

  private volatile Instant started = Instant.EPOCH;

  /** Of the checking thread. */
  private boolean unreadLogged;

  /**
   * Nothing is read before {@link #start}.
   *
   * @param namespace the operator's own
   */
  public GuardCheck(KubernetesClient client, Clock clock, String namespace) {
    this.client = client;
    this.clock = clock;
    this.expected = ExpectedGuard.forOperatorIn(namespace, client);
    this.selfTest = new GuardSelfTest(client, namespace);
  }

  /** Starts watching; returns at once. */
  public void start() {
    started = clock.instant();
    informers.add(watch(ValidatingAdmissionPolicy.class));
    informers.add(watch(ValidatingAdmissionPolicyBinding.class));
    informers.forEach(
        informer -> {
          var unused = informer.start();
        });
    var unused =
        worker.scheduleWithFixedDelay(
            this::checkSafely, 0, CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** True only when every policy and binding is as expected and the self-test passed. */
  public boolean installed() {
    return fault.isEmpty();
  }

  /** True only when {@link #installed()} and no part of the guard was changed at or after start. */
  public boolean installedSince(Instant start) {
    return installed() && !breaks.anySince(start);
  }

  /** What is missing or differs, with a hint; empty text when {@link #installed()}. */
  public String missing() {
    return fault.map(text -> text + HINT).orElse("");
  }

  @Override
  public void close() {
    worker.shutdownNow();
    informers.forEach(SharedIndexInformer::stop);
  }

  private <T extends HasMetadata> SharedIndexInformer<T> watch(Class<T> type) {
    SharedIndexInformer<T> informer = client.resources(type).runnableInformer(0);
    // Always retry a failed watch: giving up would freeze the last result.
    informer.exceptionHandler((started, error) -> true);
    return informer.addEventHandler(new Changes<>());
  }

  /** A change of a guard object invalidates the last self-test and starts a check at once. */
  private final class Changes<T extends HasMetadata> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      if (expected.has(added)) {
        breaks.created(added);
      }
      changed(added);
    }

    @Override
    public void onUpdate(T before, T after) {
      // A change of the status alone (type checking) does not raise the generation.
      if (!Objects.equals(
          before.getMetadata().getGeneration(), after.getMetadata().getGeneration())) {
        changedNow(after);
      }
    }

    @Override
    public void onDelete(T deleted, boolean lastStateUnknown) {
      changedNow(deleted);
    }

    private void changedNow(T resource) {
      if (expected.has(resource)) {
        breaks.at(clock.instant());
      }
      changed(resource);
    }

    private void changed(T resource) {
      if (!expected.has(resource)) {
        return;
      }
      testedAt = Optional.empty();
      try {
        worker.execute(GuardCheck.this::checkSafely);
      } catch (RejectedExecutionException stopping) {
        LOG.debugf("guard check stops: %s", stopping.getMessage());
      }
    }
  }

  /** No error may stop the schedule or leave the guard counted as installed. */
  private void checkSafely() {
    try {
      conclude(check());
    } catch (RuntimeException e) {
      conclude(Optional.of("checking the guard failed: " + e.getMessage()));
    }
  }

  private Optional<String> check() {
    if (informers.isEmpty() || !informers.stream().allMatch(SharedIndexInformer::hasSynced)) {
      logUnread();
      return UNREAD;
    }
    List<HasMetadata> installed = new ArrayList<>();
    informers.forEach(informer -> installed.addAll(informer.getStore().list()));
    Optional<String> difference = expected.missingFrom(installed);
    if (difference.isPresent()) {
      testedAt = Optional.empty();
      return difference;
    }
    Instant now = clock.instant();
    if (testedAt.filter(at -> at.plus(SELF_TEST_VALIDITY).isAfter(now)).isPresent()) {
      return Optional.empty();
    }
    return runSelfTest(now);
  }

  private Optional<String> runSelfTest(Instant now) {
    return switch (selfTest.run()) {
      case SelfTestResult.Holds() -> {
        testedAt = Optional.of(now);
        yield Optional.empty();
      }
      case SelfTestResult.Broken(String detail) -> Optional.of(detail);
      case SelfTestResult.Untestable(String detail) -> {
        testedAt = Optional.of(now);
        logUntestable(detail);
        yield Optional.empty();
      }
      case SelfTestResult.Inconclusive(String detail) ->
          testedAt.isPresent()
              ? Optional.empty()
              : Optional.of("the self-test of the guard was inconclusive: " + detail);
    };
  }

  private void logUnread() {
    if (!unreadLogged && started.plus(PATIENCE).isBefore(clock.instant())) {
      unreadLogged = true;
      log(UNREAD.get());
    }
  }

  private void logUntestable(String detail) {
    if (!untestableLogged) {
      untestableLogged = true;
      LOG.warnf(
          "guard=compared reason=\"the self-test cannot run, because a dry run of a pod in the"
              + " operator's namespace is refused: %s\"",
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
      log(found.get());
    }
  }

  private static void log(String fault) {
    LOG.warnf("guard=missing reason=\"%s\"", fault);
  }
}
