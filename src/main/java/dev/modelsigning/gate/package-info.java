// SPDX-License-Identifier: Apache-2.0
/**
 * The pure decision whether a pod may load its models: the pod, a view of the cluster, and the
 * policies of its namespace in; admitted or refused with findings out. No I/O.
 */
@NullMarked
package dev.modelsigning.gate;

import org.jspecify.annotations.NullMarked;
