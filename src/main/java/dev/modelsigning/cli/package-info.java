/** The oms command line, plain Java without a framework. */
@NullMarked
package dev.modelsigning.cli;

import org.jspecify.annotations.NullMarked;
