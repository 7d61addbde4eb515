// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.signing.ModelSigner;

/**
 * A signer that can sign now.
 *
 * @param modelSigner makes the signatures
 * @param fingerprint of its public key: hex SHA-256 of the SubjectPublicKeyInfo PEM
 */
record Signer(ModelSigner modelSigner, String fingerprint) {}
