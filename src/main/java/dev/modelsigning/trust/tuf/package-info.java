/** Trusted roots refreshed from a TUF mirror. */
@NullMarked
package dev.modelsigning.trust.tuf;

import org.jspecify.annotations.NullMarked;
