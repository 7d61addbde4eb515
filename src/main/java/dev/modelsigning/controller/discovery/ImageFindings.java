// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImageDiscovery;
import dev.modelsigning.api.v1alpha1.ImageSignaturePlace;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.ImageReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What one look at workloads finds, within bounds: of a namespace {@value #KEPT} images for each
 * policy, the oldest, which is more than get a ModelSignature.
 */
final class ImageFindings {
  static final int KEPT = 256;

  /** Images by a tag that are named for each policy. */
  private static final int NAMED = 3;

  private static final String MODELCAR_FOLDER = "/models";

  private final Map<String, Map<String, FoundImage>> images = new HashMap<>();
  private final Map<String, List<Tag>> tags = new HashMap<>();
  private final Map<String, Integer> tagged = new HashMap<>();
  private final Map<String, Integer> dropped = new HashMap<>();
  private final Set<String> taggedIn = new HashSet<>();

  /**
   * An image that is named by a tag.
   *
   * @param workload its kind and name
   */
  record Tag(String namespace, String workload, String reference) {}

  /** Notes the images of a workload that a policy selects. */
  void add(
      ClusterModelTrustPolicy policy, String namespace, WorkloadUser user, TemplateImages found) {
    var rules = Objects.requireNonNull(policy.getSpec().discovery);
    ImageDiscovery wanted = Objects.requireNonNull(rules.images);
    String name = policy.getMetadata().getName();
    for (TemplateImages.Use use : found.uses()) {
      Optional<String> digest = ImageReference.of(use.reference()).digest();
      if (digest.isEmpty()) {
        tag(name, new Tag(namespace, user.kind().kind() + " " + user.name(), use.reference()));
        continue;
      }
      keep(
          new FoundImage(
              name,
              namespace,
              use.reference(),
              digest.get(),
              Objects.requireNonNullElse(
                  wanted.path, use.isModelcar() ? MODELCAR_FOLDER : ImageIdentity.WHOLE_IMAGE),
              Objects.requireNonNullElse(wanted.signature, ImageSignaturePlace.Referrer),
              rules.verification,
              found.pullSecrets(),
              List.of(user)));
    }
  }

  private void tag(String policy, Tag tag) {
    tagged.merge(policy, 1, Integer::sum);
    taggedIn.add(tag.namespace());
    List<Tag> named = tags.computeIfAbsent(policy, name -> new ArrayList<>());
    if (named.size() < NAMED) {
      named.add(tag);
    }
  }

  private void keep(FoundImage image) {
    Map<String, FoundImage> kept =
        images.computeIfAbsent(image.policy() + "/" + image.namespace(), place -> new HashMap<>());
    kept.merge(image.key(), image, FoundImage::and);
    if (kept.size() > KEPT) {
      FoundImage newest = kept.values().stream().max(Found.OLDEST_FIRST).orElseThrow();
      kept.remove(newest.key());
      dropped.merge(image.policy(), 1, Integer::sum);
    }
  }

  /** All that were kept, by policy. */
  Collection<FoundImage> found() {
    return images.values().stream()
        .flatMap(kept -> kept.values().stream())
        .sorted(Comparator.comparing(FoundImage::policy).thenComparing(FoundImage::key))
        .toList();
  }

  /** How many of a policy were not kept; one that many workloads use may count several times. */
  int dropped(String policy) {
    return dropped.getOrDefault(policy, 0);
  }

  /** How often workloads that a policy selects name an image by a tag. */
  int tagged(String policy) {
    return tagged.getOrDefault(policy, 0);
  }

  /** The namespaces of those. */
  Set<String> taggedIn() {
    return Set.copyOf(taggedIn);
  }

  /** The first of those. */
  List<Tag> tags(String policy) {
    return List.copyOf(tags.getOrDefault(policy, List.of()));
  }
}
