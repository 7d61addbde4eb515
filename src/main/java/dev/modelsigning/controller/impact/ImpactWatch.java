// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.ResourceEvents;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Surveys the running pods in the background, one survey at a time and at modest intervals, and
 * remembers what the last one found.
 */
@Singleton
public final class ImpactWatch {
  /** How often to see whether pods have come or gone, which asks nobody. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** Between two surveys while nothing changes: exemptions and certificates end by themselves. */
  static final Duration LONGEST_INTERVAL = Duration.ofHours(6);

  /** While a policy is being read. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(ImpactWatch.class);

  private final Function<Collection<ClusterModelTrustPolicy>, Map<String, ImpactStatus>> survey;
  private final Clock clock;
  private final SettledPolicies settled;
  private final SurveyPauses pauses = new SurveyPauses();
  private final Supplier<OptionalLong> state;
  private final Supplier<OptionalLong> pods;
  private final Executor executor;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile Map<String, ImpactStatus> found = Map.of();

  /** What the policies were when they were surveyed last: their authorities change without edit. */
  private volatile Map<String, Surveyed> subjects = Map.of();

  private volatile @Nullable Survey asking;
  private volatile Instant surveyed = Instant.EPOCH;
  private volatile Instant asked = Instant.EPOCH;

  /** A fingerprint of what the last survey saw. */
  private volatile OptionalLong saw = OptionalLong.empty();

  /** A fingerprint of the pods that it saw. */
  private volatile OptionalLong sawPods = OptionalLong.empty();

  /**
   * How to survey.
   *
   * @param policies all policies
   * @param done runs after one that failed or found something new
   */
  private record Survey(Supplier<Collection<ClusterModelTrustPolicy>> policies, Runnable done) {}

  /** What a policy was when it was surveyed. */
  private record Surveyed(
      @Nullable String uid, @Nullable Long generation, List<String> authorities) {
    static Surveyed of(ClusterModelTrustPolicy policy) {
      var metadata = policy.getMetadata();
      return new Surveyed(
          metadata.getUid(), metadata.getGeneration(), SettledPolicies.authorities(policy));
    }
  }

  /** Constructed by the container. */
  @Inject
  public ImpactWatch(
      OmsConfig config, KubernetesClient client, Clock clock, CacheFingerprint fingerprint) {
    this(
        new ImpactSurvey(
                client,
                clock,
                ExemptNamespaces.of(config).names(),
                fingerprint::endedPods,
                new ToldPods(new PodEvents(new ResourceEvents(client, clock))))
            ::of,
        clock,
        new SettledPolicies(clock),
        () -> fingerprint.ofVersions(CacheFingerprint.Part.values()),
        () ->
            fingerprint.ofVersions(
                CacheFingerprint.Part.OTHER_PODS, CacheFingerprint.Part.NAMESPACES),
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("impact-survey").factory()));
    if (executor instanceof ScheduledExecutorService timer) {
      var unused =
          timer.scheduleWithFixedDelay(
              this::look, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
    }
  }

  ImpactWatch(
      Function<Collection<ClusterModelTrustPolicy>, Map<String, ImpactStatus>> survey,
      Clock clock,
      SettledPolicies settled,
      Supplier<OptionalLong> state,
      Supplier<OptionalLong> pods,
      Executor executor) {
    this.survey = survey;
    this.state = state;
    this.pods = pods;
    this.clock = clock;
    this.settled = settled;
    this.executor = executor;
  }

  /** What the last survey found for a policy; empty when it knew none, or another of its name. */
  public Optional<ImpactStatus> latest(ClusterModelTrustPolicy policy) {
    String name = policy.getMetadata().getName();
    Surveyed known = subjects.get(name);
    return known == null || !Objects.equals(known.uid(), policy.getMetadata().getUid())
        ? Optional.empty()
        : Optional.ofNullable(found.get(name));
  }

  /**
   * Begins a survey when one is due: after ten minutes if anything has changed, and five seconds
   * after the last one, half a minute after a long one, when it did not see the policy, or what its
   * authorities trust, as it is now. One that pods are the reason of begins without being asked
   * for. A policy that was not read, or whose models were not judged by it yet, is left out until
   * then.
   *
   * @param policies all policies
   * @param done runs in its thread after a survey that failed or found something new
   * @return when to ask again
   */
  public Duration surveyWhenDue(
      ClusterModelTrustPolicy policy,
      Supplier<Collection<ClusterModelTrustPolicy>> policies,
      Runnable done) {
    boolean seen = Surveyed.of(policy).equals(subjects.get(policy.getMetadata().getName()));
    Duration settles = settled.settlesIn(policy);
    if (!seen && !settles.isZero()) {
      // The operator reads it within moments, and the time for the models begins then.
      return settles.compareTo(SettledPolicies.JUDGING) > 0 ? SOON : settles;
    }
    Instant now = clock.instant();
    Instant due = seen ? again(policy) : surveyed.plus(pauses.afterEdit());
    if (now.isBefore(due)) {
      return Duration.between(now, due);
    }
    if (seen && now.isBefore(surveyed.plus(LONGEST_INTERVAL)) && sawAll()) {
      asked = now;
      return SurveyPauses.LONG;
    }
    // One that runs already may not see the policy as it is now.
    if (!begin(new Survey(policies, done))) {
      return pauses.afterEdit();
    }
    return seen ? SurveyPauses.LONG : SettledPolicies.FOLLOWING;
  }

  /** Once the statuses have followed an edit, which the verdicts are counted by, and regularly. */
  private Instant again(ClusterModelTrustPolicy policy) {
    Instant followed = settled.followedAt(policy);
    Instant soon = surveyed.plus(pauses.afterEdit());
    Instant next = followed.isBefore(soon) ? soon : followed;
    return surveyed.isBefore(followed) ? next : asked.plus(SurveyPauses.LONG);
  }

  /**
   * Begins a survey when pods have come or gone since the last one, or namespaces were labelled
   * anew, and the last one is long enough ago.
   */
  void look() {
    try {
      Survey before = asking;
      if (before != null
          && !same(pods.get(), sawPods)
          && !clock.instant().isBefore(surveyed.plus(pauses.afterPods()))
          && areSettled(before.policies().get())) {
        var unused = begin(before);
      }
    } catch (RuntimeException e) {
      // The schedule has to continue.
      LOG.warnf("whether pods have come or gone cannot be told: %s", e);
    }
  }

  /** A survey that leaves one out could not tell of the pods that have ended for it. */
  private boolean areSettled(Collection<ClusterModelTrustPolicy> policies) {
    return policies.stream().allMatch(policy -> settled.settlesIn(policy).isZero());
  }

  /** What is not known is as before: without caches there is nothing to see. */
  private static boolean same(OptionalLong now, OptionalLong before) {
    return now.isEmpty() || now.equals(before);
  }

  private boolean sawAll() {
    OptionalLong now = state.get();
    return now.isPresent() && now.equals(saw);
  }

  /** Returns false while another one runs. */
  private boolean begin(Survey wanted) {
    boolean isFirst = running.compareAndSet(false, true);
    if (isFirst) {
      executor.execute(() -> run(wanted));
    }
    return isFirst;
  }

  private void run(Survey wanted) {
    Instant began = clock.instant();
    boolean isNews = true;
    boolean failed = true;
    try {
      isNews = survey(wanted);
      failed = false;
    } catch (RuntimeException | StackOverflowError e) {
      // The next survey makes up for it; until then the former numbers stay.
      LOG.warnf("the running pods could not be surveyed: %s", e);
    } finally {
      surveyed = clock.instant();
      asked = surveyed;
      pauses.note(Duration.between(began, surveyed), failed);
      running.set(false);
    }
    if (isNews) {
      wanted.done().run();
    }
  }

  /** Returns whether it found something else than the one before. */
  private boolean survey(Survey wanted) {
    OptionalLong before = state.get();
    OptionalLong podsBefore = pods.get();
    Collection<ClusterModelTrustPolicy> all = wanted.policies().get();
    Set<String> names =
        all.stream()
            .map(policy -> policy.getMetadata().getName())
            .collect(Collectors.toUnmodifiableSet());
    settled.retain(names);
    List<ClusterModelTrustPolicy> ready =
        all.stream().filter(policy -> settled.settlesIn(policy).isZero()).toList();
    Map<String, ImpactStatus> last = found;
    found = followed(last, survey.apply(ready), names);
    subjects =
        followed(
            subjects,
            ready.stream()
                .collect(Collectors.toMap(policy -> policy.getMetadata().getName(), Surveyed::of)),
            names);
    saw = ready.size() == all.size() ? before : OptionalLong.empty();
    sawPods = podsBefore;
    asking = all.isEmpty() ? null : wanted;
    return !found.equals(last);
  }

  /** Of those policies that were left out, as before. */
  private static <T> Map<String, T> followed(
      Map<String, T> before, Map<String, T> now, Set<String> names) {
    Map<String, T> all = new HashMap<>(before);
    all.putAll(now);
    all.keySet().retainAll(names);
    return Map.copyOf(all);
  }

  /** Ends a survey that runs, and begins none any more. */
  @PreDestroy
  public void stop() {
    if (executor instanceof ExecutorService service) {
      service.shutdownNow();
    }
  }
}
