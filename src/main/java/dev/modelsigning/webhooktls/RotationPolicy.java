// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import java.time.Duration;

/**
 * Lifetimes of certificates, and how long old and new authorities are trusted together.
 *
 * <p>The announcement is the time a new authority is in the caBundle before it signs anything: it
 * has to exceed the time an API server needs to notice a changed webhook configuration (seconds).
 * The overlap is the time the previous authority stays in the caBundle after the new leaf was
 * written: it has to exceed the kubelet's refresh of a mounted Secret (sync period plus cache,
 * about two minutes by default) plus the webhook's reload period. Both defaults are far above that.
 *
 * @param authorityLifetime validity of an authority; at least three leaf lifetimes
 * @param leafLifetime validity of a serving certificate; at least one hour
 * @param announcement trust before use; at least ten seconds, shorter than a leaf's lifetime
 * @param overlap trust after use; at least ten minutes, shorter than a leaf's lifetime
 */
public record RotationPolicy(
    Duration authorityLifetime, Duration leafLifetime, Duration announcement, Duration overlap) {

  /** One year, 90 days, five minutes, one hour. */
  public static final RotationPolicy DEFAULT =
      new RotationPolicy(
          Duration.ofDays(365), Duration.ofDays(90), Duration.ofMinutes(5), Duration.ofHours(1));

  /** Refuses lifetimes with which a leaf could outlive its authority or be renewed too late. */
  public RotationPolicy {
    require(
        leafLifetime.compareTo(Duration.ofHours(1)) >= 0,
        "the lifetime of the webhook's certificate is %s; set at least PT1H",
        leafLifetime);
    require(
        authorityLifetime.compareTo(leafLifetime.multipliedBy(3)) >= 0,
        "the lifetime of the webhook's authority is %s; set at least three times that of the"
            + " certificate",
        authorityLifetime);
    require(
        announcement.compareTo(Duration.ofSeconds(10)) >= 0
            && announcement.compareTo(leafLifetime) < 0,
        "the announcement of a new webhook authority is %s; set between PT10S and the certificate's"
            + " lifetime",
        announcement);
    require(
        overlap.compareTo(Duration.ofMinutes(10)) >= 0 && overlap.compareTo(leafLifetime) < 0,
        "the overlap of webhook authorities is %s; set between PT10M and the certificate's lifetime",
        overlap);
  }

  /** A leaf is replaced when less than this is left: a third of its lifetime. */
  Duration leafRenewal() {
    return leafLifetime.dividedBy(3);
  }

  /**
   * An authority is replaced when less than this is left: enough for the whole lifetime of a leaf,
   * so that none is cut short, and for the replacement itself.
   */
  Duration authorityRenewal() {
    return leafLifetime.plus(leafRenewal()).plus(announcement).plus(overlap);
  }

  private static void require(boolean holds, String message, Duration value) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }
}
