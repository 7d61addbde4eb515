// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.controller.rejudging.Concerned;
import dev.modelsigning.controller.rejudging.JudgedBefore;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeylessAuthority;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which ModelSignatures a changed policy concerns. A verdict depends on whether the policy covers
 * the namespace, on its authorities, how many of them it wants, what they have to state, on what it
 * denies and on the ignored paths that it accepts; the overall one follows the policies that
 * enforce. Most of it the webhook compares with the status by itself, so that nothing has to be
 * judged again before an edit holds: of the mode, of requirements, and where an authority goes. A
 * new authority concerns those whose signature it may accept, an edit of what counts as scratch
 * none.
 */
public final class PolicyChanges {
  private final Map<String, Aspect> seen = new ConcurrentHashMap<>();

  /**
   * What of a policy a verdict depends on.
   *
   * @param authorities by digest
   * @param broken why none of them can be used
   * @param ignoredPaths where it accepts what nobody signed
   * @param wanted how many authorities have to accept a signature
   * @param denied what it refuses whoever signed it
   * @param annotations what signatures have to state
   * @param mode absent is Enforce
   */
  private record Aspect(
      @Nullable LabelSelector selector,
      Map<String, Authority> authorities,
      String broken,
      Set<String> ignoredPaths,
      int wanted,
      DenyList denied,
      RequiredAnnotations annotations,
      PolicyMode mode) {
    static Aspect of(CompiledPolicy compiled) {
      var spec = compiled.policy().getSpec();
      LabelSelector selector = spec.match == null ? null : spec.match.namespaceSelector;
      Set<String> ignored =
          spec.models == null || spec.models.ignoredPaths == null
              ? Set.of()
              : new HashSet<>(spec.models.ignoredPaths);
      int wanted = Signers.wanted(compiled.policy());
      DenyList denied = DenyList.of(compiled.policy());
      RequiredAnnotations annotations = RequiredAnnotations.of(compiled.policy());
      PolicyMode mode = compiled.mode();
      return switch (compiled) {
        case CompiledPolicy.Usable(var p, var authorities) -> {
          Map<String, Authority> byDigest = new HashMap<>();
          authorities.forEach(authority -> byDigest.put(authority.digest(), authority));
          yield new Aspect(selector, byDigest, "", ignored, wanted, denied, annotations, mode);
        }
        case CompiledPolicy.Broken(var p, var reason, var message) ->
            new Aspect(
                selector,
                Map.of(),
                reason + ": " + message,
                ignored,
                wanted,
                denied,
                annotations,
                mode);
      };
    }

    boolean decidesAs(Aspect other) {
      return Objects.equals(selector, other.selector)
          && authorities.keySet().equals(other.authorities.keySet())
          && broken.equals(other.broken)
          && ignoredPaths.equals(other.ignoredPaths)
          && wanted == other.wanted
          && denied.saysAs(other.denied)
          && annotations.wantsAs(other.annotations)
          && mode == other.mode;
    }

    /** As at admission: a selector that cannot be evaluated covers. */
    boolean covers(Map<String, String> labels) {
      return selector != null
          && switch (LabelSelection.of(selector, labels)) {
            case Selection.Selected _, Selection.CannotTell _ -> true;
            case Selection.NotSelected _ -> false;
          };
    }
  }

  /** Finds namespaces. */
  public interface Namespaces {
    /** Labels of a namespace; none when it is not known. */
    Map<String, String> labelsOf(String namespace);
  }

  /**
   * What has changed since the previous call for this policy.
   *
   * @param compiled the policy now; empty when it is gone
   * @return tells for each ModelSignature whether it has to be judged again; empty when none has
   */
  public Optional<Concerned> since(
      String name, Optional<CompiledPolicy> compiled, Namespaces namespaces) {
    Optional<Aspect> after = compiled.map(Aspect::of);
    Optional<Aspect> before =
        Optional.ofNullable(after.isPresent() ? seen.put(name, after.get()) : seen.remove(name));
    if (before.isEmpty() && after.isEmpty()) {
      return Optional.empty();
    }
    if (before.isEmpty() || after.isEmpty()) {
      Aspect only = after.or(() -> before).orElseThrow();
      return Optional.of(
          Concerned.now(
              signature ->
                  only.covers(namespaces.labelsOf(signature.getMetadata().getNamespace()))));
    }
    var sides = new Sides(before.get(), after.get());
    return sides.before.decidesAs(sides.after)
        ? Optional.empty()
        : Optional.of(
            new Concerned(
                signature ->
                    isMoved(signature, sides, namespaces)
                        || (isCovered(signature, sides, namespaces)
                            && decidesAnew(JudgedBefore.of(signature), sides.before, sides.after)),
                signature ->
                    isCovered(signature, sides, namespaces)
                        && readsAnew(name, JudgedBefore.of(signature), sides.before, sides.after)));
  }

  /**
   * Whether trusted roots of the policy have gained keys since the previous call for it, and
   * nothing else that decides has changed. Then nothing is judged by them before their digests are
   * published: until that, the webhook counts the earlier ones only.
   */
  public boolean awaitsPublication(CompiledPolicy compiled, Instant now) {
    Aspect before = seen.get(compiled.name());
    Aspect after = Aspect.of(compiled);
    return before != null
        && Objects.equals(before.selector, after.selector)
        && before.authorities.values().stream()
            .allMatch(
                earlier -> after.authorities.values().stream().anyMatch(continuing(earlier, now)))
        && !published(compiled).containsAll(after.authorities.keySet());
  }

  private static Predicate<Authority> continuing(Authority earlier, Instant now) {
    return current ->
        Objects.equals(current.digest(), earlier.digest())
            || (current instanceof KeylessAuthority later
                && earlier instanceof KeylessAuthority before
                && later.continues(before, now));
  }

  private static Set<String> published(CompiledPolicy compiled) {
    var status = compiled.policy().getStatus();
    List<AuthorityStatus> authorities =
        status == null || status.authorities == null ? List.of() : status.authorities;
    return authorities.stream()
        .flatMap(authority -> Stream.ofNullable(authority.digest))
        .collect(Collectors.toSet());
  }

  /** What the webhook cannot tell from the status and the policy as they are. */
  private static boolean decidesAnew(JudgedBefore one, Aspect before, Aspect after) {
    if (!before.broken.equals(after.broken)
        || (!before.denied.saysAs(after.denied)
            && one.isDeniedByAny(List.of(before.denied, after.denied)))
        || (!before.annotations.wantsAs(after.annotations)
            && one.mayStateUnlisted(after.annotations))) {
      return true;
    }
    // What differs may be a file that the policy accepts now.
    if (!before.ignoredPaths.equals(after.ignoredPaths) && one.differs()) {
      return true;
    }
    return after.authorities.entrySet().stream()
        .filter(entry -> !before.authorities.containsKey(entry.getKey()))
        .anyMatch(entry -> one.mayBeAcceptedBy(entry.getValue()));
  }

  /** What the webhook decides by the edited policy already, so that only people wait for it. */
  private static boolean readsAnew(String name, JudgedBefore one, Aspect before, Aspect after) {
    if (one.judged().isEmpty()) {
      return false;
    }
    Set<String> removed = new HashSet<>(before.authorities.keySet());
    removed.removeAll(after.authorities.keySet());
    Set<String> added = new HashSet<>(after.authorities.keySet());
    added.removeAll(before.authorities.keySet());
    return one.isAcceptedByAny(removed)
        || one.isAcceptedByAny(added)
        || (isCountedAnew(before, after) && one.isAcceptedByAny(after.authorities.keySet()))
        || (before.mode != after.mode && one.dependsOnTheModeOf(name))
        || (!before.ignoredPaths.equals(after.ignoredPaths) && one.holdsUnsigned());
  }

  private static boolean isCountedAnew(Aspect before, Aspect after) {
    return before.wanted != after.wanted || !before.annotations.wantsAs(after.annotations);
  }

  private static boolean isMoved(ModelSignature signature, Sides sides, Namespaces namespaces) {
    var labels = namespaces.labelsOf(signature.getMetadata().getNamespace());
    return sides.after.covers(labels) != sides.before.covers(labels);
  }

  private static boolean isCovered(ModelSignature signature, Sides sides, Namespaces namespaces) {
    return sides.after.covers(namespaces.labelsOf(signature.getMetadata().getNamespace()));
  }

  /** The policy before an edit and after it. */
  private record Sides(Aspect before, Aspect after) {}
}
