// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.Reason;

/**
 * Whether the API server asks the webhook about the pods that a policy covers.
 *
 * @param inForce whether it does
 * @param reason why, or why not
 * @param message one sentence for people
 */
public record PolicyStanding(boolean inForce, Reason reason, String message) {}
