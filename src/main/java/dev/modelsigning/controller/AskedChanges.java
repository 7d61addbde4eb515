// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a ModelSignature that somebody else than the operator makes and that matter: of
 * its specification, its deletion, its replacement by another one of the same name, and of the
 * annotation that asks for a measurement.
 */
public final class AskedChanges implements OnUpdateFilter<ModelSignature> {
  @Override
  public boolean accept(ModelSignature now, ModelSignature before) {
    // One that was made anew while nobody watched is told as a change too, at the same generation.
    return !Objects.equals(now.getMetadata().getUid(), before.getMetadata().getUid())
        || !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || now.getMetadata().getDeletionTimestamp() != null
        || !Objects.equals(asked(now), asked(before));
  }

  private static @Nullable String asked(ModelSignature signature) {
    Map<String, String> annotations = signature.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(ApiGroup.MEASURE_AGAIN_ANNOTATION);
  }
}
