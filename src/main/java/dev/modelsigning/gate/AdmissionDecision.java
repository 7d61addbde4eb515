// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.text.Printable;
import java.util.List;
import java.util.Map;

/**
 * The answer to one admission request. There is no third case: what cannot be decided is denied.
 */
public sealed interface AdmissionDecision {
  /** Key of what policies that do not enforce found, in {@link #audit}. */
  String WOULD_REFUSE = "would-refuse";

  /** Annotations for the audit log, without prefix. */
  Map<String, String> audit();

  /** What each policy that judged says by itself, whatever its mode. */
  List<Judged> judged();

  /**
   * The pod may be stored.
   *
   * @param warnings for its author; the endpoint shortens each to what the API server accepts
   * @param exemptions without which it would have been refused, or warned of
   */
  record Allowed(
      List<String> warnings, Map<String, String> audit, List<Used> exemptions, List<Judged> judged)
      implements AdmissionDecision {
    public Allowed {
      warnings = List.copyOf(warnings);
      audit = Map.copyOf(audit);
      exemptions = List.copyOf(exemptions);
      judged = List.copyOf(judged);
    }

    /** By no policy. */
    public Allowed(List<String> warnings, Map<String, String> audit) {
      this(warnings, audit, List.of(), List.of());
    }

    static Allowed silently() {
      return new Allowed(List.of(), Map.of());
    }
  }

  /**
   * What one policy says of a pod, for whoever asks why.
   *
   * @param policy its name; of a policy of a namespace the namespace, '/' and the name
   * @param objections why it does not accept the pod; empty when it does
   * @param exempted what it would object to, but for an exemption
   * @param more how many further ones of both there are that are not listed
   */
  record PolicyAnswer(
      String policy,
      PolicyMode mode,
      List<Objection> objections,
      List<Objection> exempted,
      int more) {
    /** So many policies answer at most; a decision asks all of them. */
    public static final int MOST_POLICIES = 64;

    /** What is listed of each kind at most. */
    private static final int LISTED = 64;

    public PolicyAnswer {
      objections = List.copyOf(objections);
      exempted = List.copyOf(exempted);
    }

    /** With as many as are listed of these. */
    static PolicyAnswer of(
        String policy, PolicyMode mode, List<Objection> objections, List<Objection> exempted) {
      return new PolicyAnswer(
          policy,
          mode,
          objections.stream().limit(LISTED).toList(),
          exempted.stream().limit(LISTED).toList(),
          Math.max(0, objections.size() - LISTED) + Math.max(0, exempted.size() - LISTED));
    }
  }

  /**
   * One reason why a policy does not accept a pod, in texts for people.
   *
   * @param volume name of the pod's volume; empty when it is about none
   * @param subject container and source
   * @param found what is there
   * @param required what would satisfy the policy
   * @param hint what to do, or the command that tells more
   */
  record Objection(String volume, String subject, String found, String required, String hint) {
    /** Subject and finding alone, as {@link #line} has them. */
    public String brief() {
      return Printable.of((subject + ": " + found).replaceAll("\\s*\\R\\s*", " "));
    }

    /** One line for the author of the pod; what could disturb a terminal is made harmless. */
    public String line(String policy) {
      return Printable.of(
          "%s: %s; policy %s requires %s; hint: %s"
              .formatted(subject, found, policy, required, hint)
              .replaceAll("\\s*\\R\\s*", " "));
    }
  }

  /** An exemption of a policy, by their names. */
  record Used(String policy, String exemption) {}

  /**
   * The pod is refused.
   *
   * @param message one line per finding: container, source, what was found, policy, what it
   *     requires, hint
   */
  record Denied(String message, Map<String, String> audit, List<Judged> judged)
      implements AdmissionDecision {
    public Denied {
      audit = Map.copyOf(audit);
      judged = List.copyOf(judged);
    }

    /** By no policy: what could not be judged. */
    public Denied(String message, Map<String, String> audit) {
      this(message, audit, List.of());
    }
  }

  /**
   * What one policy says of the pod.
   *
   * @param policy the policy that judged
   */
  record Judged(ClusterModelTrustPolicy policy, PolicyMode mode, Outcome outcome) {}

  /** What a policy says of a pod. */
  enum Outcome {
    /** It satisfies the policy. */
    ADMITTED,
    /** An exemption of the policy lets it through. */
    EXEMPTED,
    /** The policy refuses it, or would in mode Enforce. */
    REFUSED
  }
}
