// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.bundle.Bundle;
import java.time.Clock;

/** Someone whose signatures are trusted. The bundle never adds to the trust, only this does. */
public sealed interface Authority permits KeyAuthority, CertificateAuthority, KeylessAuthority {
  /** What the configuration calls it; shown in verdicts. */
  String name();

  /**
   * Whether this authority stands behind the bundle's envelope: the signature over its bytes
   * verifies, and the signer is one of this authority's. The payload is not looked at.
   *
   * @param clock certificates must be valid at its time
   */
  AuthenticationResult authenticate(Bundle bundle, Clock clock);
}
