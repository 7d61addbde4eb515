/** From untrusted bundle bytes and measured files to one of three verdicts. */
@NullMarked
package dev.modelsigning.verification;

import org.jspecify.annotations.NullMarked;
