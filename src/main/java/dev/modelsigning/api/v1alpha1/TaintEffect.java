// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What a taint of a node does to pods that do not tolerate it. */
public enum TaintEffect {
  /** They are not scheduled to the node. */
  NoSchedule,
  /** They are scheduled to the node only when there is no other. */
  PreferNoSchedule,
  /** They are not scheduled to the node, and end when they run there. */
  NoExecute
}
