// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.volume.NodeVerdicts;
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
 * denies and on the ignored paths that it accepts; its mode is written beside the verdict, and says
 * whether the overall one follows it. Nothing else of it matters: an edit of what counts as scratch
 * concerns none, and a new authority only those whose signature it may accept.
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
  public Optional<Predicate<ModelSignature>> since(
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
          signature -> only.covers(namespaces.labelsOf(signature.getMetadata().getNamespace())));
    }
    return before.get().decidesAs(after.get())
        ? Optional.empty()
        : Optional.of(
            signature ->
                isConcerned(
                    signature,
                    before.get(),
                    after.get(),
                    namespaces.labelsOf(signature.getMetadata().getNamespace())));
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

  private static boolean isConcerned(
      ModelSignature signature, Aspect before, Aspect after, Map<String, String> labels) {
    boolean covered = after.covers(labels);
    if (covered != before.covers(labels)) {
      return true;
    }
    if (!covered) {
      return false;
    }
    // What is not judged yet may be in the middle of it, by the policy as it was.
    if (!before.broken.equals(after.broken)
        || before.wanted != after.wanted
        || before.mode != after.mode
        || !before.annotations.wantsAs(after.annotations)
        || judged(signature).isEmpty()) {
      return true;
    }
    if (!before.denied.saysAs(after.denied)
        && NodeVerdicts.each(signature.getStatus()).stream()
            .anyMatch(
                status ->
                    before.denied.match(status).isPresent()
                        || after.denied.match(status).isPresent()
                        || DenyList.wasDenied(status))) {
      return true;
    }
    if (!before.ignoredPaths.equals(after.ignoredPaths)
        && (holdsUnsigned(signature) || differs(signature))) {
      return true;
    }
    Set<String> removed = new HashSet<>(before.authorities.keySet());
    removed.removeAll(after.authorities.keySet());
    return accepted(signature).anyMatch(removed::contains)
        || after.authorities.entrySet().stream()
            .filter(entry -> !before.authorities.containsKey(entry.getKey()))
            .anyMatch(entry -> mayAccept(entry.getValue(), signature));
  }

  /** What differs may be a file that the policy accepts now. */
  private static boolean differs(ModelSignature signature) {
    return judged(signature).stream()
        .anyMatch(judged -> Boolean.FALSE.equals(judged.contentMatches));
  }

  private static boolean holdsUnsigned(ModelSignature signature) {
    var nodes = NodeVerdicts.of(signature.getStatus());
    return nodes.isEmpty()
        ? holdsUnsigned(signature.getStatus().manifest)
        : nodes.stream().anyMatch(node -> holdsUnsigned(node.manifest));
  }

  private static boolean holdsUnsigned(@Nullable ManifestStatus measured) {
    return measured == null || measured.ignored != null || measured.ignoredMore != null;
  }

  private static Stream<String> accepted(ModelSignature signature) {
    return judged(signature).stream()
        .flatMap(judged -> Stream.ofNullable(judged.acceptedBy).flatMap(List::stream))
        .map(accepted -> accepted.digest);
  }

  private static List<JudgedSignature> judged(ModelSignature signature) {
    var status = signature.getStatus();
    List<NodeVerdictStatus> nodes = NodeVerdicts.of(status);
    if (nodes.isEmpty()) {
      return status == null || status.signatures == null ? List.of() : status.signatures;
    }
    // One node that is not judged yet makes the whole not judged.
    return nodes.stream().anyMatch(node -> node.signatures == null)
        ? List.of()
        : nodes.stream().flatMap(node -> node.signatures.stream()).toList();
  }

  /** Whatever has no known signer may be by anybody, and so may what has not been judged. */
  private static boolean mayAccept(Authority authority, ModelSignature signature) {
    List<JudgedSignature> judged = judged(signature);
    return judged.isEmpty()
        || judged.stream()
            .anyMatch(
                one ->
                    one.signer == null || one.signer.method == null || may(authority, one.signer));
  }

  /** What one key signed is not also signed by another, nor is it signed with a certificate. */
  private static boolean may(Authority authority, SignerStatus signer) {
    return switch (authority) {
      case KeyAuthority key ->
          SignerFacts.KEY.equals(signer.method) && key.fingerprint().equals(signer.keyFingerprint);
      case CertificateAuthority _ -> SignerFacts.CERTIFICATE.equals(signer.method);
      case KeylessAuthority _ -> SignerFacts.SIGSTORE.equals(signer.method);
    };
  }
}
