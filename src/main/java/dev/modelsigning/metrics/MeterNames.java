package dev.modelsigning.metrics;

/** Names of the meters that operator and webhook publish. */
public final class MeterNames {
  /** Admission decisions, tagged {@code decision} (allow, warn, deny). */
  public static final String ADMISSION_DECISIONS = "model_signature_admission_decisions";

  /** Verdicts written, tagged {@code verdict}. */
  public static final String VERDICTS = "model_signature_verdicts";

  /** Measurement Jobs created. */
  public static final String MEASUREMENTS = "model_signature_measurements";

  private MeterNames() {}
}
