/** Keyless signing: identity tokens, and clients of Fulcio, Rekor and timestamp authorities. */
@NullMarked
package dev.modelsigning.signing.keyless;

import org.jspecify.annotations.NullMarked;
