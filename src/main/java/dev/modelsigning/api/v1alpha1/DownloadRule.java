// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What to do with a volume that containers of one pod pass on. */
public enum DownloadRule {
  /** Refuse the pod. */
  Deny,
  /** Admit the pod. */
  Allow,
  /** Admit the pod when an init container verifies the volume before anything reads it. */
  RequireGate
}
