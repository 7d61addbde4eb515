// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

/**
 * One reason why one policy does not want one model source of a pod.
 *
 * @param policy the policy
 * @param subject container and source, for people
 * @param found what is there
 * @param wanted what would satisfy the policy, or the remedy
 */
record Finding(String policy, String subject, String found, String wanted) {
  /** One line for the pod's author, whatever the texts that others wrote hold. */
  String line() {
    return (subject + ": " + found + "; policy " + policy + " wants " + wanted)
        .replaceAll("\\s*\\R\\s*", " ");
  }
}
