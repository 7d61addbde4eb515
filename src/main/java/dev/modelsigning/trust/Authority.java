// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.bundle.Bundle;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** A signer, or a group of signers, that is trusted. Nothing in a bundle ever adds trust. */
public sealed interface Authority permits KeyAuthority, CertificateAuthority, KeylessAuthority {
  /** The name in the configuration, shown in verdicts. */
  String name();

  /**
   * A digest over everything that decides what the authority accepts: its method, keys or
   * certificates, and rules. The name is left out. What was authenticated under a digest stays
   * authentic for every authority with the same digest, apart from certificates that expire.
   *
   * @return {@code sha256:} and 64 hexadecimal digits
   */
  String digest();

  /**
   * Whether it also accepts bundles in the format before OMS 1.0, which state less about the model.
   */
  boolean acceptsLegacyBundles();

  /**
   * When the last of its certificates, or of a kind of key that it needs, ends: nothing that is
   * signed later is accepted. Empty without an end.
   */
  Optional<Instant> end();

  /** The same authority, which also accepts bundles in the format before OMS 1.0. */
  Authority withLegacyBundles();

  /** A digest over those of several authorities, in whatever order. */
  static String digestOfAll(Collection<Authority> authorities) {
    return AuthorityDigest.of("any of")
        .set(AuthorityDigest.bytes(authorities.stream().map(Authority::digest).toList()))
        .value();
  }

  /**
   * Checks whether the signature over the bytes of the envelope verifies, and whether this
   * authority accepts its signer. The payload is not parsed.
   *
   * @param clock the time at which certificates must be valid
   */
  AuthenticationResult authenticate(Bundle bundle, Clock clock);
}
