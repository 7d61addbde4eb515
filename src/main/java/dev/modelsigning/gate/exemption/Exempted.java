// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.exemption;

/** Whether a policy exempts something. */
public sealed interface Exempted {
  /** No exemption is about it. */
  record Never() implements Exempted {}

  /** It is admitted though it is not verified. */
  record Now(Exemption exemption) implements Exempted {}

  /** It was, and is no more. */
  record Ended(Exemption exemption) implements Exempted {}
}
