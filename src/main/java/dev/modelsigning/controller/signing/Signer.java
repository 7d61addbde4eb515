// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.signing.ModelSigner;

/**
 * A signer that is fit to sign now.
 *
 * @param modelSigner signs
 * @param fingerprint of its public key: hex SHA-256 of the SubjectPublicKeyInfo PEM
 */
record Signer(ModelSigner modelSigner, String fingerprint) {}
