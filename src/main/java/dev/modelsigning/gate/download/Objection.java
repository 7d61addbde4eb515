// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import io.fabric8.kubernetes.api.model.Container;

/**
 * Why a downloaded model is not verified in its pod. All components are for people.
 *
 * @param subject container or volume
 * @param found what is there
 * @param wanted what would be accepted
 * @param hint what to change
 */
public record Objection(String subject, String found, String wanted, String hint) {
  /** The author of the pod may find nothing to remove. */
  static final String IF_ADDED =
      "; what a webhook of the cluster adds has to be kept from this container, as the annotation"
          + " eks.amazonaws.com/skip-containers of a pod does on EKS";

  static Objection to(Container container, String found, String wanted, String hint) {
    return new Objection("container " + container.getName(), found, wanted, hint);
  }
}
