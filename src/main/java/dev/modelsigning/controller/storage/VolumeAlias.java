// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

/**
 * Another name for the bytes of a volume.
 *
 * @param volume name of the other PersistentVolume
 * @param claimKey namespace and name, with a slash between them, of the claim bound to it
 */
public record VolumeAlias(String volume, String claimKey) {}
