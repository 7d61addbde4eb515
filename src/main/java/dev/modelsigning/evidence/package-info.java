/**
 * What a measuring Job hands back to the operator: the report, the evidence in parts, and both ends
 * of the format.
 */
@NullMarked
package dev.modelsigning.evidence;

import org.jspecify.annotations.NullMarked;
