// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What the last pass of discovery did for each policy, for the policy's status. */
@Singleton
public class DiscoveryReports {
  private final Map<String, Report> latest = new ConcurrentHashMap<>();
  private volatile Consumer<String> listener = policy -> {};

  /**
   * What was done for one policy.
   *
   * @param made claims that it selects and that have their ModelSignature
   * @param leftOut claims that it selects and that found no room
   * @param refused claims for which the API server refused one, or whose name is taken
   */
  public record Report(int made, int leftOut, int refused) {}

  /** Called with the name of a policy whose report has changed. */
  public void onChange(Consumer<String> called) {
    listener = called;
  }

  /** Of the last pass; empty before the first one, and for a policy that discovers nothing. */
  public Optional<Report> of(String policy) {
    return Optional.ofNullable(latest.get(policy));
  }

  void report(Map<String, Report> reports) {
    latest.keySet().retainAll(reports.keySet());
    reports.forEach(
        (policy, report) -> {
          if (!Objects.equals(latest.put(policy, report), report)) {
            listener.accept(policy);
          }
        });
  }
}
