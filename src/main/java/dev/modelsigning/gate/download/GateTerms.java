// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.GateDownloader;
import dev.modelsigning.api.v1alpha1.GateRules;
import dev.modelsigning.api.v1alpha1.GateStatus;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.binding.PolicyTrust;
import dev.modelsigning.volume.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a policy accepts as a gate.
 *
 * @param policy its name, which is the key of its trust in the ConfigMap
 * @param digests of the images whose entry point is that of the operator's image
 * @param image one of them, for people
 * @param running whether they are those of the operator that runs now, since the policy lists none
 * @param downloaders images with a program that downloads
 * @param unusable why no gate counts now; empty when gates do
 */
record GateTerms(
    String policy,
    Set<String> digests,
    String image,
    boolean running,
    List<Downloader> downloaders,
    Optional<String> unusable) {
  /** Of a policy that wants no gates. */
  static final GateTerms NONE =
      new GateTerms("", Set.of(), "", true, List.of(), Optional.of("the policy wants no gates"));

  private static final Pattern RESERVED = Pattern.compile(GateDownloader.RESERVED_VARIABLES);

  GateTerms {
    digests = Set.copyOf(digests);
    downloaders = List.copyOf(downloaders);
  }

  /**
   * An image with {@code oms} and a program that downloads.
   *
   * @param command what follows {@code --} at least
   * @param environment names of variables that may be set
   */
  record Downloader(String digest, List<String> command, Set<String> environment) {
    Downloader {
      command = List.copyOf(command);
      environment = Set.copyOf(environment);
    }
  }

  /** Whether a policy wants gates. */
  static boolean areWanted(ClusterModelTrustPolicy policy) {
    UnverifiableRules rules = policy.getSpec().unverifiable;
    return rules != null && rules.initDownloaded == DownloadRule.RequireGate;
  }

  static GateTerms of(ClusterModelTrustPolicy policy, Instant now) {
    GateRules rules = Objects.requireNonNullElseGet(policy.getSpec().gate, GateRules::new);
    GateStatus published = policy.getStatus() == null ? null : policy.getStatus().gate;
    List<String> named = listed(rules.images);
    Set<String> digests =
        named.isEmpty()
            ? Set.copyOf(published == null ? List.of() : listed(published.digests))
            : named.stream()
                .flatMap(image -> ImageReference.of(image).digest().stream())
                .collect(Collectors.toSet());
    String image = published == null || published.image == null ? "" : published.image;
    return new GateTerms(
        policy.getMetadata().getName(),
        digests,
        named.isEmpty() ? image : named.getFirst(),
        named.isEmpty(),
        listed(rules.downloaders).stream().flatMap(listed -> downloader(listed).stream()).toList(),
        unusable(policy, published, now));
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /** The API refuses what is left out here. */
  private static Optional<Downloader> downloader(GateDownloader listed) {
    List<String> command = listed(listed.command);
    return command.isEmpty()
        ? Optional.empty()
        : ImageReference.of(listed.image)
            .digest()
            .map(
                digest ->
                    new Downloader(
                        digest,
                        command,
                        listed(listed.environment).stream()
                            .filter(name -> !RESERVED.matcher(name).matches())
                            .collect(Collectors.toSet())));
  }

  /** An edit of anything else leaves the fingerprint as it is. */
  private static boolean isOfPresent(ClusterModelTrustPolicy policy, GateStatus published) {
    boolean observed =
        policy.getStatus() != null
            && policy.getMetadata().getGeneration() != null
            && policy.getMetadata().getGeneration().equals(policy.getStatus().observedGeneration);
    return published.trust != null
        && (observed || EntryFingerprint.ofPublished(policy).equals(published.trust));
  }

  private static Optional<String> unusable(
      ClusterModelTrustPolicy policy, @Nullable GateStatus published, Instant now) {
    return switch (PolicyTrust.of(policy, now)) {
      case PolicyTrust.Unread _ -> Optional.of("the operator has not read the policy yet");
      case PolicyTrust.Stale(var lastSeen, var limit) ->
          Optional.of(
              "the operator has given no sign of life since %s, longer than %s minutes"
                  .formatted(lastSeen, limit.toMinutes()));
      case PolicyTrust.Current _ ->
          published != null && isOfPresent(policy, published)
              ? Optional.empty()
              : Optional.of("the trust of the policy as it is now is not published yet");
    };
  }
}
