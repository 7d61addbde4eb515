// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.bundle.Bundle;
import java.time.Clock;

/** A signer, or a group of signers, that is trusted. Nothing in a bundle ever adds trust. */
public sealed interface Authority permits KeyAuthority, CertificateAuthority, KeylessAuthority {
  /** The name in the configuration, shown in verdicts. */
  String name();

  /**
   * Checks whether the signature over the bytes of the envelope verifies, and whether this
   * authority accepts its signer. The payload is not parsed.
   *
   * @param clock the time at which certificates must be valid
   */
  AuthenticationResult authenticate(Bundle bundle, Clock clock);
}
