/** PEM, certificates, chain rules, signature algorithms and key hints: one place for each. */
@NullMarked
package dev.modelsigning.pki;

import org.jspecify.annotations.NullMarked;
