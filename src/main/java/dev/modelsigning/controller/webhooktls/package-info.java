/**
 * The webhook's serving certificate and the authority behind it: made, kept and rotated by the
 * operator.
 *
 * <p>{@link dev.modelsigning.controller.webhooktls.CertificateRotation} decides from a Clock,
 * {@link dev.modelsigning.controller.webhooktls.WebhookTlsReconciler} writes.
 */
@NullMarked
package dev.modelsigning.controller.webhooktls;

import org.jspecify.annotations.NullMarked;
