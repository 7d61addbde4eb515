// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.exemption;

import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * An exemption of a policy.
 *
 * @param policy name of the policy
 * @param name its own name
 * @param approver who decided it, by the word of the policy
 * @param reason why
 * @param expires when it ends; one that cannot be read has always been over
 */
public record Exemption(
    String policy, String name, String approver, String reason, Instant expires) {
  /** So long before its end each use says how long it lasts. */
  private static final Duration NOTICE = Duration.ofDays(7);

  private static final int HOURS_OF_A_DAY = 24;

  static Exemption of(String policy, PolicyExemption declared) {
    return new Exemption(
        policy,
        String.valueOf(declared.name),
        String.valueOf(declared.approver),
        String.valueOf(declared.reason),
        end(declared));
  }

  private static Instant end(PolicyExemption declared) {
    try {
      return declared.expires == null ? Instant.MIN : Instant.parse(declared.expires);
    } catch (DateTimeParseException e) {
      return Instant.MIN;
    }
  }

  boolean isOver(Instant now) {
    return !now.isBefore(expires);
  }

  /** What the author of a pod is told; the beginning survives being shortened. */
  public String warning(Instant now) {
    return Printable.of(
        "admitted by exemption %s of policy %s until %s%s, approved by %s: %s"
            .formatted(name, policy, expires, notice(now), approver, reason));
  }

  private String notice(Instant now) {
    Duration left = Duration.between(now, expires);
    return left.compareTo(NOTICE) > 0 ? "" : " (ends in " + shown(left) + ")";
  }

  private static String shown(Duration left) {
    if (left.toHours() >= 2 * HOURS_OF_A_DAY) {
      return left.toDays() + " days";
    }
    return left.toHours() >= 2 ? left.toHours() + " hours" : left.toMinutes() + " minutes";
  }

  /** What the audit log says. */
  public String audited() {
    return Printable.of("%s/%s approved by %s until %s".formatted(policy, name, approver, expires));
  }

  /** What a refusal says once it is over. */
  public String ending() {
    return Printable.of(
        expires.equals(Instant.MIN)
            ? "exemption %s has no end that can be read".formatted(name)
            : "exemption %s ended at %s".formatted(name, expires));
  }
}
