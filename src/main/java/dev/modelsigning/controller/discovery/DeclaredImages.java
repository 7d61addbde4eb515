// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.volume.ImageReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the ModelSignatures of some namespaces say of images: which digests somebody has declared by
 * hand, and which digests are known of a repository. Of a namespace {@value #KEPT} are read.
 */
final class DeclaredImages {
  static final int KEPT = 1_024;

  private final Set<String> byHand = new HashSet<>();
  private final Set<String> discovered = new HashSet<>();
  private final Map<String, String> digests = new HashMap<>();

  static DeclaredImages in(Collection<String> namespaces, KubernetesClient client) {
    var declared = new DeclaredImages();
    for (String namespace : namespaces) {
      Pages.forFirst(
          KEPT,
          client.resources(ModelSignature.class).inNamespace(namespace),
          (ModelSignature signature) -> declared.note(namespace, signature));
    }
    return declared;
  }

  private void note(String namespace, ModelSignature signature) {
    var spec = signature.getSpec();
    if (spec == null || spec.source == null || spec.source.image == null) {
      return;
    }
    ImageReference reference = ImageReference.of(spec.source.image.reference);
    reference
        .digest()
        .ifPresent(
            digest -> {
              DiscoveredImage.keyOf(signature)
                  .ifPresentOrElse(discovered::add, () -> byHand.add(namespace + "/" + digest));
              digests.merge(
                  namespace + "/" + reference.repository(),
                  digest,
                  (one, other) -> one.equals(other) ? one : "");
            });
  }

  /**
   * Whether somebody has written a ModelSignature about the image, and discovery has made none. One
   * that discovery has made stays beside it: the other may not be judged yet.
   */
  boolean isByHandOnly(FoundImage image) {
    return byHand.contains(image.namespace() + "/" + image.digest())
        && !discovered.contains(image.key());
  }

  /** The image with the one digest that is known of its repository; empty with none or several. */
  Optional<String> pinned(String namespace, String reference) {
    ImageReference tag = ImageReference.of(reference);
    return Optional.ofNullable(digests.get(namespace + "/" + tag.repository()))
        .filter(digest -> !digest.isEmpty())
        .map(tag::pinnedTo);
  }
}
