/** What a claim really is: its identity beyond its name, and who may write to it. */
@NullMarked
package dev.modelsigning.volume;

import org.jspecify.annotations.NullMarked;
