// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.volume.ImageReference;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ModelSignatures of one namespace by what they are about, without what no decision reads of
 * them. For one thread.
 */
final class SurveyedModels {
  private final Map<String, List<ModelSignature>> onClaims = new HashMap<>();
  private final Map<String, List<ModelSignature>> inImages = new HashMap<>();

  /** By the name of their claim. */
  Map<String, List<ModelSignature>> onClaims() {
    return onClaims;
  }

  /** By {@link NamespaceView#digestKey} and {@link NamespaceView#repositoryKey}. */
  Map<String, List<ModelSignature>> inImages() {
    return inImages;
  }

  /** By what it is about; one that could not be read proves nothing, as at admission. */
  void keep(ModelSignature signature) {
    var source = signature.getSpec() == null ? null : signature.getSpec().source;
    if (source == null) {
      return;
    }
    forgetWhatNoDecisionReads(signature);
    if (source.image != null) {
      ImageReference image = NamespaceView.reference(signature);
      image
          .digest()
          .ifPresent(
              digest ->
                  inImages
                      .computeIfAbsent(NamespaceView.digestKey(digest), d -> new ArrayList<>())
                      .add(signature));
      inImages
          .computeIfAbsent(NamespaceView.repositoryKey(image.repository()), r -> new ArrayList<>())
          .add(signature);
    } else if (source.persistentVolumeClaim != null) {
      onClaims
          .computeIfAbsent(source.persistentVolumeClaim.claimName, claim -> new ArrayList<>())
          .add(signature);
    }
  }

  static void forgetWhatNoDecisionReads(ModelSignature signature) {
    if (signature.getSpec().signature != null) {
      // Inline bundles can be large, and no decision reads them.
      signature.getSpec().signature.inline = null;
    }
    signature.getSpec().additionalSignatures = null;
    if (!Unreadable.isReadable(signature)) {
      signature.setStatus(null);
    }
    forgetWhatTenantsFill(signature);
  }

  static void forgetWhatTenantsFill(HasMetadata object) {
    object.getMetadata().setLabels(null);
    object.getMetadata().setAnnotations(null);
    object.getMetadata().setOwnerReferences(null);
    object.getMetadata().setFinalizers(null);
  }
}
