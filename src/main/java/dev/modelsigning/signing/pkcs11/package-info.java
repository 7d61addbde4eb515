// SPDX-License-Identifier: Apache-2.0
/** Keys on PKCS #11 tokens. */
@NullMarked
package dev.modelsigning.signing.pkcs11;

import org.jspecify.annotations.NullMarked;
