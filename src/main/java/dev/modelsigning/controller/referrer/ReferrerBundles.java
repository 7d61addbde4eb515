// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.OciReferrer;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.Recheck;
import dev.modelsigning.controller.referrer.Answers.Answer;
import dev.modelsigning.controller.referrer.Answers.Place;
import dev.modelsigning.controller.referrer.Answers.Question;
import dev.modelsigning.registry.BundleReferrers;
import dev.modelsigning.registry.BundleReferrers.Attached;
import dev.modelsigning.registry.Credentials;
import dev.modelsigning.registry.ImageName;
import dev.modelsigning.registry.Registries;
import dev.modelsigning.registry.RegistryFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bundles that are attached to images. A registry is asked when nothing is known, and again
 * from time to time unless the artifact is named by its digest; never while a pod is admitted. What
 * was found stays while the registry does not answer, since it is named by its digest; what the
 * registry says is gone or doubtful does not.
 */
public final class ReferrerBundles {
  /** Registries are called by so many threads at a time: a quarter of those that reconcile. */
  private static final int CALLERS = 4;

  private static final long CACHE_BYTES = 32 << 20;
  private static final long CACHE_BYTES_OF_A_NAMESPACE = 2L * BundleReferrers.MAX_BUNDLE;

  /** How long a bundle that is being judged waits for a turn. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Until somebody who had no turn is looked at again. */
  private static final Duration NO_TURN = Duration.ofSeconds(30);

  private final Registries registries;
  private final Recheck recheck;
  private final Clock clock;
  private final BundleCache cache = new BundleCache(CACHE_BYTES, CACHE_BYTES_OF_A_NAMESPACE);
  private final Allowance allowance = new Allowance();
  private final Semaphore callers = new Semaphore(CALLERS);
  private final Answers answers = new Answers();

  /** Nothing is known yet. */
  public ReferrerBundles(Registries registries, Recheck recheck, Clock clock) {
    this.registries = registries;
    this.recheck = recheck;
    this.clock = clock;
  }

  /**
   * Finds a bundle.
   *
   * @param place of the bundle among those of the resource, from 0
   * @param client reads pull secrets
   * @throws LaterException when others are being served
   */
  public ReferrerFinding find(
      ModelSignature resource, int place, OciReferrer wanted, KubernetesClient client)
      throws LaterException {
    var image = resource.getSpec().source.image;
    if (image == null) {
      return new ReferrerFinding.Missing(
          Reason.ReferrerNotFound, "ociReferrer needs source.image; hint: name the image");
    }
    Question question =
        new Question(
            image.reference,
            Optional.ofNullable(wanted.digest),
            Objects.requireNonNullElse(image.pullSecrets, List.of()));
    Place key = new Place(resource.getMetadata().getUid(), place);
    Optional<Answer> known = answers.of(key, question);
    if (known.isPresent() && clock.instant().isBefore(known.get().until())) {
      return known.get().finding();
    }
    Duration pause = recheck.ofReferrer(resource, clock.instant()).orElse(NO_TURN);
    Answer answer = ask(BundleRequest.of(resource, key, question, client), known, pause);
    answers.remember(key, answer);
    return answer.finding();
  }

  private Answer ask(BundleRequest request, Optional<Answer> known, Duration pause)
      throws LaterException {
    Instant now = clock.instant();
    Instant next = now.plus(pause);
    Question question = request.question();
    try {
      ImageName image = ImageName.of(question.reference());
      registries.requireAllowed(image);
      if (!allowance.take(request.namespace(), image.registry(), now)) {
        return unanswered(request, known, now.plus(NO_TURN), "it is asked again later");
      }
      Attached found = called(request, image, known);
      // What is named by its digest stays what it is.
      Instant until = question.digest().isPresent() ? Instant.MAX : next;
      return new Answer(question, Optional.of(found), found(request, found), until);
    } catch (PullSecrets.UnusableException e) {
      return Answer.missing(question, Reason.PullSecretUnusable, e.getMessage(), next);
    } catch (RegistryFailure e) {
      boolean stays = known.flatMap(Answer::found).isPresent() || request.recorded().isPresent();
      return switch (e.kind()) {
        case UNREACHABLE, BUSY -> unanswered(request, known, next, e.getMessage());
        case DENIED ->
            stays
                ? unanswered(request, known, next, e.getMessage())
                : Answer.missing(question, Reason.RegistryDenied, e.getMessage(), next);
        case NOT_FOUND, AMBIGUOUS, INVALID, NOT_ALLOWED ->
            Answer.missing(question, reason(e.kind()), e.getMessage(), next);
      };
    }
  }

  private static Reason reason(RegistryFailure.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, BUSY -> Reason.RegistryUnreachable;
      case DENIED -> Reason.RegistryDenied;
      case NOT_FOUND -> Reason.ReferrerNotFound;
      case AMBIGUOUS -> Reason.ReferrerAmbiguous;
      case INVALID -> Reason.ReferrerInvalid;
      case NOT_ALLOWED -> Reason.RegistryNotAllowed;
    };
  }

  /** Finds the bundle, and reads one that is new, so that the status says what is wrong with it. */
  private Attached called(BundleRequest request, ImageName image, Optional<Answer> known)
      throws RegistryFailure, PullSecrets.UnusableException, LaterException {
    if (!callers.tryAcquire()) {
      throw new LaterException("other bundles are being read from registries");
    }
    try {
      return heard(
          request,
          image,
          () -> {
            BundleReferrers referrers = referrers(request, image);
            Attached found = referrers.find(request.question().digest());
            String digest = found.bundle().digest();
            boolean isNew =
                known.flatMap(Answer::found).filter(found::equals).isEmpty()
                    && request.recorded().filter(digest::equals).isEmpty();
            if (isNew) {
              cache.put(request.namespace(), digest, referrers.read(found));
            }
            return found;
          });
    } finally {
      callers.release();
    }
  }

  private BundleReferrers referrers(BundleRequest request, ImageName image)
      throws RegistryFailure, PullSecrets.UnusableException {
    Optional<Credentials> credentials =
        PullSecrets.of(
            request.client(),
            request.namespace(),
            request.question().pullSecrets(),
            image.registry());
    return new BundleReferrers(registries.reading(image, credentials));
  }

  private ReferrerFinding found(BundleRequest request, Attached found) {
    String digest = found.bundle().digest();
    return new ReferrerFinding.Found(
        digest,
        () -> cache.get(request.namespace(), digest).orElseGet(() -> bytes(request, found)));
  }

  private byte[] bytes(BundleRequest request, Attached found) {
    if (!isOurTurn()) {
      throw later("other bundles are being read from registries");
    }
    try {
      ImageName image = ImageName.of(request.question().reference());
      if (!allowance.take(request.namespace(), image.registry(), clock.instant())) {
        throw later(image.registry() + " is asked again later");
      }
      byte[] bundle = heard(request, image, () -> referrers(request, image).read(found));
      cache.put(request.namespace(), found.bundle().digest(), bundle);
      return bundle;
    } catch (RegistryFailure e) {
      if (reason(e.kind()) != Reason.RegistryUnreachable) {
        // The next look says so in the status.
        answers.remember(
            request.place(),
            Answer.missing(
                request.question(),
                reason(e.kind()),
                e.getMessage(),
                clock.instant().plus(NO_TURN)));
      }
      throw new UncheckedIOException(e);
    } catch (PullSecrets.UnusableException e) {
      throw later(e.getMessage());
    } finally {
      callers.release();
    }
  }

  /** Whoever waits keeps a thread from those who need no registry. */
  private boolean isOurTurn() {
    try {
      return callers.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static UncheckedIOException later(String why) {
    return new UncheckedIOException(new LaterException(why));
  }

  /** A call of a registry. */
  @FunctionalInterface
  private interface Call<T> {
    T call() throws RegistryFailure, PullSecrets.UnusableException;
  }

  /** Remembers whether a registry answers, and whether it has something for a namespace. */
  private <T> T heard(BundleRequest request, ImageName image, Call<T> call)
      throws RegistryFailure, PullSecrets.UnusableException {
    String registry = image.registry();
    try {
      T heard = call.call();
      allowance.answered(registry);
      return heard;
    } catch (RegistryFailure e) {
      switch (e.kind()) {
        case UNREACHABLE -> allowance.unanswered(request.namespace(), registry, clock.instant());
        case BUSY -> allowance.busy(request.namespace(), registry, clock.instant());
        case DENIED, NOT_FOUND, AMBIGUOUS, INVALID -> allowance.answered(registry);
        case NOT_ALLOWED -> {
          // Nothing was called, or something else was named by an answer.
        }
      }
      throw e;
    }
  }

  /**
   * What was found before stays, also before a restart: the status, which only the operator writes,
   * has the digest of the bundle, and the stored evidence the bundle.
   */
  private static Answer unanswered(
      BundleRequest request, Optional<Answer> known, Instant until, String problem) {
    if (known.flatMap(Answer::found).isPresent()) {
      return known.get().stays(until);
    }
    String message = "The bundle could not be read from the registry: " + problem;
    return request
        .recorded()
        .map(
            digest ->
                new Answer(
                    request.question(),
                    Optional.empty(),
                    new ReferrerFinding.Found(
                        digest,
                        () -> {
                          throw later(message);
                        }),
                    until))
        .orElseGet(
            () -> Answer.missing(request.question(), Reason.RegistryUnreachable, message, until));
  }
}
