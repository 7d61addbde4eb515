// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What to do with bundles in the format before OMS 1.0. */
public enum LegacyBundles {
  /** They are refused by name. */
  Deny,
  /** They count like others. */
  Allow
}
