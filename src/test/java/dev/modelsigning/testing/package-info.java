/** What tests build models, keys, certificates and bundles with. */
@NullMarked
package dev.modelsigning.testing;

import org.jspecify.annotations.NullMarked;
