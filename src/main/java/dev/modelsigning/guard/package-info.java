/**
 * Watches the guard: the admission policies that keep everybody but the job controller and the
 * kubelet off measuring pods, and everybody but the operator off verdicts.
 */
@NullMarked
package dev.modelsigning.guard;

import org.jspecify.annotations.NullMarked;
