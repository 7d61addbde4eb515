// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What a measuring Job does. */
public enum MeasurementKind {
  /** It reads and hashes all files. */
  Full,
  /** It looks at the metadata of all files, and reads none. */
  Fingerprint
}
