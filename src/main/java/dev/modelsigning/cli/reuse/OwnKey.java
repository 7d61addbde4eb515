// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.reuse;

import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import java.util.Optional;

/**
 * The key that signs, as far as it tells who made an earlier bundle.
 *
 * @param pem the public key; empty where a certificate or an identity signs
 * @param experimental whether ML-DSA keys are asked for, which then also verify
 */
public record OwnKey(Optional<String> pem, boolean experimental) {
  public static final OwnKey NONE = new OwnKey(Optional.empty(), false);

  Authority authority(String name, String publicKey) throws TrustMaterialException {
    return experimental
        ? KeyAuthority.ofExperimentalPem(name, publicKey)
        : KeyAuthority.ofPem(name, publicKey);
  }
}
