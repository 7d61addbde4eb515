// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import dev.modelsigning.manifest.Manifest;

/**
 * What a signer states about a model (OMS 1.0, 5).
 *
 * @param subjectName the name of the only subject; any non-empty text, never trusted (11.1)
 * @param manifest the resources in the order of the statement, which the root digest covers
 * @param annotations statements about the model as a whole, possibly none
 */
public record Statement(String subjectName, Manifest manifest, Annotations annotations) {
  /** The in-toto statement type. */
  public static final String TYPE = "https://in-toto.io/Statement/v1";

  /** The OMS 1.0 predicate type. */
  public static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";

  /** The pre-1.0 predicate type, which is refused by name unless the user opts in. */
  public static final String LEGACY_PREDICATE_TYPE = "https://model_signing/Digests/v0.1";

  /** The DSSE payload type of a statement. */
  public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  /** Creates a statement without annotations. */
  public Statement(String subjectName, Manifest manifest) {
    this(subjectName, manifest, Annotations.NONE);
  }
}
