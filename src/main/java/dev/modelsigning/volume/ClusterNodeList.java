// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;

/** A list of nodes, whose items name no kind; the client finds this class by its name. */
public final class ClusterNodeList extends DefaultKubernetesResourceList<ClusterNode> {
  private static final long serialVersionUID = 1L;
}
