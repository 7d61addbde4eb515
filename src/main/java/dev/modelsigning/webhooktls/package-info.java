// SPDX-License-Identifier: Apache-2.0
/**
 * The webhook's serving certificate and its authority: issued, stored and rotated by the operator.
 *
 * <p>{@link dev.modelsigning.webhooktls.CertificateRotation} decides from a Clock, {@link
 * dev.modelsigning.webhooktls.WebhookCertificates} writes Secrets and caBundle, {@link
 * dev.modelsigning.webhooktls.WebhookTlsReconciler} schedules.
 */
@NullMarked
package dev.modelsigning.webhooktls;

import org.jspecify.annotations.NullMarked;
