// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** How the model is stored on the volume. */
public enum VolumeLayout {
  /** A plain directory. */
  Directory
}
