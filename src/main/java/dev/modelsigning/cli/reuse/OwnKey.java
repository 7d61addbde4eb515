// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.reuse;

import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import java.util.Optional;

/**
 * The public key of the current signer, which by default also verifies the earlier bundle.
 *
 * @param pem the public key; empty if a certificate or an identity signs
 * @param experimental whether ML-DSA keys are enabled
 */
public record OwnKey(Optional<String> pem, boolean experimental) {
  public static final OwnKey NONE = new OwnKey(Optional.empty(), false);

  Authority authority(String name, String publicKey) throws TrustMaterialException {
    return experimental
        ? KeyAuthority.ofExperimentalPem(name, publicKey)
        : KeyAuthority.ofPem(name, publicKey);
  }
}
