// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.controller.Pages;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ModelSignatures of all namespaces whose source is an image and that are Verified or were
 * denied, during one survey. They are listed once, and only if a pod mounts an image that its own
 * namespace does not cover. For one thread.
 */
final class VerifiedImages {
  private final KubernetesClient client;
  private Optional<Map<String, List<ModelSignature>>> byDigest = Optional.empty();

  VerifiedImages(KubernetesClient client) {
    this.client = client;
  }

  /** Those of an image. */
  List<ModelSignature> of(String digest) {
    if (byDigest.isEmpty()) {
      byDigest = Optional.of(listed());
    }
    return byDigest.get().getOrDefault(digest, List.of());
  }

  private Map<String, List<ModelSignature>> listed() {
    Map<String, List<ModelSignature>> found = new HashMap<>();
    Pages.forEach(
        client.resources(ModelSignature.class).inAnyNamespace(),
        (ModelSignature signature) -> keep(signature, found));
    return found;
  }

  private static void keep(ModelSignature signature, Map<String, List<ModelSignature>> found) {
    var source = signature.getSpec() == null ? null : signature.getSpec().source;
    if (source == null || source.image == null) {
      return;
    }
    SurveyedModels.forgetWhatNoDecisionReads(signature);
    if (signature.getStatus() != null
        && (signature.getStatus().verdict == VerdictState.Verified
            || DenyList.wasDenied(signature.getStatus()))) {
      NamespaceView.reference(signature)
          .digest()
          .ifPresent(
              digest -> found.computeIfAbsent(digest, d -> new ArrayList<>()).add(signature));
    }
  }
}
