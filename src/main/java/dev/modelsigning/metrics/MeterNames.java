// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.metrics;

/** Names of the meters that operator and webhook publish. */
public final class MeterNames {
  /** Admission decisions, tagged {@code decision} (allow, warn, deny). */
  public static final String ADMISSION_DECISIONS = "model_signature_admission_decisions";

  /** Verdicts written, tagged {@code verdict}. */
  public static final String VERDICTS = "model_signature_verdicts";

  /** Measurement Jobs created. */
  public static final String MEASUREMENTS = "model_signature_measurements";

  /** ModelSigningJobs that ended, tagged {@code state} (Succeeded, Failed). */
  public static final String SIGNINGS = "model_signature_signings";

  /** 1 while the guard is installed and holds, 0 otherwise. */
  public static final String GUARD_INSTALLED = "model_signature_guard_installed";

  /** End of the webhook's serving certificate, in seconds since the epoch. */
  public static final String WEBHOOK_CERTIFICATE_END =
      "model_signature_webhook_certificate_end_seconds";

  private MeterNames() {}
}
