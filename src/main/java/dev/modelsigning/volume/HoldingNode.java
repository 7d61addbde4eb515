// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

/**
 * The only node that can mount a volume which is a directory of its node. A node that is replaced
 * by another one of its name has another UID.
 *
 * @param name name of the node
 * @param uid UID of the node
 */
public record HoldingNode(String name, String uid) {}
