// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import jakarta.inject.Singleton;
import java.util.List;
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
   * @param images what was done for images; empty for a policy that discovers none, and while
   *     workloads cannot be listed
   */
  public record Report(int made, int leftOut, int refused, Optional<Images> images) {
    /** Of a policy that discovers claims alone. */
    public Report(int made, int leftOut, int refused) {
      this(made, leftOut, refused, Optional.empty());
    }
  }

  /**
   * What was done for the images that the workloads of a policy name.
   *
   * @param made images that have their ModelSignature
   * @param leftOut images that found no room
   * @param refused images for which the API server refused one, or whose name is taken
   * @param tagged how often an image is named by a tag, for which nothing is made
   * @param examples the first of those, with the digest to pin where one is known
   */
  public record Images(int made, int leftOut, int refused, int tagged, List<String> examples) {
    /** Copies. */
    public Images {
      examples = List.copyOf(examples);
    }
  }

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
