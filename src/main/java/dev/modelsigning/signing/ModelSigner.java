// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.bundle.Bundle;

/** Signs payloads, and returns bundles (OMS 1.0, 6.7 and 4.1). */
public interface ModelSigner {
  /**
   * Signs the DSSE encoding of a payload.
   *
   * @param payloadType the DSSE payload type, covered by the signature
   * @param payload opaque bytes
   * @return a bundle with one signature and everything that a verifier needs except its trust
   * @throws SigningException if signing fails, or a service that takes part refuses
   */
  Bundle sign(String payloadType, byte[] payload) throws SigningException;
}
