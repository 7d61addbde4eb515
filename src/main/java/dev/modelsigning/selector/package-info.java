/** Label selectors: the one evaluation, with a result that says when it cannot tell. */
@NullMarked
package dev.modelsigning.selector;

import org.jspecify.annotations.NullMarked;
