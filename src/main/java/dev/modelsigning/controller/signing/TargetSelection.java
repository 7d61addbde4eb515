// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.NearMiss;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the claims of a ClusterModelSigningJob, once, when it starts. Claims in exempt namespaces
 * are never selected.
 */
final class TargetSelection {
  /** The most that one job signs; a status with more does not fit into one object. */
  static final int MAX_TARGETS = 1000;

  private static final String NO_CONSENT =
      "spec.selector.claimSelector needs trustClaimLabels: true, so no claim is selected; hint:"
          + " create the job again with claimNames, or consent to the labels that others set";

  private final SelectedClaims cluster;
  private final ExemptNamespaces exempt;

  /** What the selectors select in the cluster. */
  interface SelectedClaims {
    /** The namespaces with such labels. */
    List<Namespace> namespaces(LabelSelector selector);

    /** The claims of a namespace with such labels. */
    List<PersistentVolumeClaim> claims(String namespace, LabelSelector selector);

    /** The claim of this name. */
    Optional<PersistentVolumeClaim> claim(String namespace, String name);

    /** What a claim stands for. */
    VolumeFinding volume(PersistentVolumeClaim claim);
  }

  TargetSelection(SelectedClaims cluster, ExemptNamespaces exempt) {
    this.cluster = cluster;
    this.exempt = exempt;
  }

  /** What a selector gives. */
  sealed interface Outcome {
    /**
     * The selected claims.
     *
     * @param targets by namespace and name, at most {@value TargetSelection#MAX_TARGETS}
     */
    record Selected(List<SigningTarget> targets) implements Outcome {
      public Selected {
        targets = List.copyOf(targets);
      }
    }

    /**
     * The selectors select no claim.
     *
     * @param message which of them selects nothing, and what to compare, for people
     */
    record Nothing(String message) implements Outcome {}

    /**
     * Nothing is selected, and the job cannot start.
     *
     * @param reason of the conditions
     * @param message what is wrong and what to change, for people
     */
    record Refused(Reason reason, String message) implements Outcome {}
  }

  /** Reads namespaces and claims from the API server; a selector without a meaning selects none. */
  Outcome select(ClaimSelector selector) {
    Optional<String> fault =
        fault("namespaceSelector", selector.namespaceSelector)
            .or(
                () ->
                    Optional.ofNullable(selector.claimSelector)
                        .flatMap(given -> fault("claimSelector", given)));
    if (fault.isPresent()) {
      return new Outcome.Refused(Reason.SelectorInvalid, fault.get());
    }
    if (selector.claimSelector != null && !Boolean.TRUE.equals(selector.trustClaimLabels)) {
      return new Outcome.Refused(Reason.SelectorInvalid, NO_CONSENT);
    }
    List<Namespace> namespaces = namespaces(selector.namespaceSelector);
    List<PersistentVolumeClaim> claims = claims(namespaces, selector);
    if (claims.isEmpty()) {
      return new Outcome.Nothing(nothing(namespaces.size(), selector));
    }
    if (claims.size() > MAX_TARGETS) {
      return new Outcome.Refused(
          Reason.TooManyTargets,
          "%d claims are selected, more than %d; hint: split them over several jobs with narrower selectors"
              .formatted(claims.size(), MAX_TARGETS));
    }
    return new Outcome.Selected(claims.stream().map(this::target).toList());
  }

  private static Optional<String> fault(String field, LabelSelector selector) {
    return LabelSelection.fault(selector)
        .map(
            fault ->
                "spec.selector.%s cannot be evaluated, so no claim is selected: %s; hint: create the job again with a corrected selector"
                    .formatted(field, fault));
  }

  private String nothing(int namespaces, ClaimSelector selector) {
    if (namespaces == 0) {
      return ("no namespace has the labels of spec.selector.namespaceSelector (%s), or all of them"
              + " are exempt, so nothing was signed; hint: %s, and create the job again")
          .formatted(
              shown(LabelSelection.described(selector.namespaceSelector)),
              almost(selector.namespaceSelector, namespaces(new LabelSelector()))
                  .orElse("compare kubectl get namespaces --show-labels"));
    }
    String wanted =
        selector.claimSelector == null
            ? "claimNames (" + shown(String.join(", ", names(selector))) + ")"
            : "claimSelector (" + shown(LabelSelection.described(selector.claimSelector)) + ")";
    return ("none of the %d selected namespaces has a claim that spec.selector.%s selects, so"
            + " nothing was signed; hint: compare kubectl get persistentvolumeclaims -A"
            + " --show-labels, and create the job again")
        .formatted(namespaces, wanted);
  }

  /** A namespace that may have been meant. */
  static Optional<String> almost(LabelSelector selector, List<Namespace> namespaces) {
    return namespaces.stream()
        .flatMap(namespace -> almost(selector, namespace).stream())
        .findFirst()
        .map(
            found ->
                "namespace " + found + " is almost selected: correct the label or the selector");
  }

  private static Optional<String> almost(LabelSelector selector, Namespace namespace) {
    Map<String, String> labels =
        Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
    return NearMiss.of(selector, labels)
        .map(label -> namespace.getMetadata().getName() + " with " + label);
  }

  private static String shown(String wanted) {
    return wanted.isEmpty() ? "any" : Printable.shortened(wanted);
  }

  private static List<String> names(ClaimSelector selector) {
    return Objects.requireNonNullElse(selector.claimNames, List.of());
  }

  private List<PersistentVolumeClaim> claims(List<Namespace> namespaces, ClaimSelector selector) {
    List<PersistentVolumeClaim> claims = new ArrayList<>();
    for (Namespace namespace : namespaces) {
      claims(namespace.getMetadata().getName(), selector)
          .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null)
          .forEach(claims::add);
    }
    claims.sort(
        Comparator.comparing((PersistentVolumeClaim claim) -> claim.getMetadata().getNamespace())
            .thenComparing(claim -> claim.getMetadata().getName()));
    return claims;
  }

  private Stream<PersistentVolumeClaim> claims(String namespace, ClaimSelector selector) {
    return selector.claimSelector != null
        ? cluster.claims(namespace, selector.claimSelector).stream()
        : names(selector).stream()
            .distinct()
            .flatMap(name -> cluster.claim(namespace, name).stream());
  }

  private List<Namespace> namespaces(LabelSelector selector) {
    return cluster.namespaces(selector).stream()
        .filter(namespace -> namespace.getMetadata().getDeletionTimestamp() == null)
        .filter(namespace -> !exempt.contains(namespace.getMetadata().getName()))
        .toList();
  }

  /** Pinned to the claim and the volume that have the name now. */
  private SigningTarget target(PersistentVolumeClaim claim) {
    var target = new SigningTarget();
    target.namespace = claim.getMetadata().getNamespace();
    target.claimName = claim.getMetadata().getName();
    target.pinned =
        TargetPin.seen(Optional.ofNullable(claim.getMetadata().getUid()), cluster.volume(claim))
            .map(TargetPin::written)
            .orElse(null);
    target.state = SigningState.Pending;
    return target;
  }
}
