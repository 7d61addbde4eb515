// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Node, of which only the metadata is read: its status is large and changes all the time. */
@Group("")
@Version("v1")
@Kind("Node")
@Plural("nodes")
// Not by the kind: that would read a whole Node.
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class ClusterNode implements HasMetadata {
  private static final long serialVersionUID = 1L;

  private String apiVersion = "v1";
  private String kind = "Node";
  private ObjectMeta metadata = new ObjectMeta();

  /** For deserialization. */
  public ClusterNode() {}

  @Override
  public ObjectMeta getMetadata() {
    return metadata;
  }

  @Override
  public void setMetadata(ObjectMeta metadata) {
    this.metadata = metadata;
  }

  @Override
  public String getApiVersion() {
    return apiVersion;
  }

  @Override
  public void setApiVersion(String version) {
    this.apiVersion = version;
  }

  @Override
  public String getKind() {
    return kind;
  }

  /** For deserialization. */
  public void setKind(String kind) {
    this.kind = kind;
  }
}
