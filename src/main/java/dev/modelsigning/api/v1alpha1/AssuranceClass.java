// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What keeps the files behind a claim as they were measured. */
public enum AssuranceClass {
  /** Admission: no pod that can write is admitted, and the storage has no other name. */
  Guarded,
  /** Nothing: changes are noticed at best. */
  Mutable
}
