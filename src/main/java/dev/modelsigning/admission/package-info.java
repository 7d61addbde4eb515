/** The admission webhook: pod source analysis, pure decision, informer look-ups, HTTP endpoint. */
@NullMarked
package dev.modelsigning.admission;

import org.jspecify.annotations.NullMarked;
