// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** How a model is divided into what is hashed when it is signed. */
public enum SigningMethod {
  /** By the size of the largest file: whole files, or parts of files. */
  Auto,
  /** Whole files, each with one digest. */
  Files,
  /** Parts of files of one size, each with a digest. */
  Shards
}
