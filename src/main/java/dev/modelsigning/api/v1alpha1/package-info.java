/** The custom resources of group modelsigning.dev, version v1alpha1: data only. */
@NullMarked
package dev.modelsigning.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
