// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

/**
 * One mount of a claim in one container of a pod.
 *
 * @param container name of the container
 * @param mountPath where it is in the container, as the pod writes it
 * @param subPath directory below the root of the volume, empty for the root
 * @param expanded whether the directory comes from {@code subPathExpr}, so that it is not known
 *     before the start
 * @param readOnly whether this mount cannot write, because the mount or the volume is read-only
 */
public record ClaimMount(
    String container, String mountPath, String subPath, boolean expanded, boolean readOnly) {}
