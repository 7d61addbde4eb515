// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

/** What this process does; one image holds both roles. Any other value stops the start. */
public enum Role {
  /** Reconciles the resources, starts measuring Jobs, signs. */
  OPERATOR,
  /** Answers admission reviews. */
  WEBHOOK
}
