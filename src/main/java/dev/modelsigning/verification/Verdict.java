// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

/**
 * The outcome of verifying a model. Only {@link Verified} means that a trusted signer signed
 * exactly these files; what could not be checked is {@link Unknown}, never Verified.
 */
public sealed interface Verdict permits Verified, Rejected, Unknown {
  /** One sentence for users. */
  String message();

  /** The reason in CamelCase, as Kubernetes conditions use it. */
  String reasonText();
}
