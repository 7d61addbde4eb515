// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** Where the bundle of a discovered image is. */
public enum ImageSignaturePlace {
  /** Attached to the image, in its registry. */
  Referrer,
  /** A file in the directory of the model. */
  File
}
