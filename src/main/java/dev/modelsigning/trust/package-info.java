/** Whom to trust: keys and certificate authorities, and what they say about one signature. */
@NullMarked
package dev.modelsigning.trust;

import org.jspecify.annotations.NullMarked;
