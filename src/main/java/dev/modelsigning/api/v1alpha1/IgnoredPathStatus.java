// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What lies at one path that the signature leaves out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class IgnoredPathStatus {
  @JsonPropertyDescription(
      """
      The path, relative to the directory of the model. Example: .git.
      """)
  public String path;

  @JsonPropertyDescription(
      """
      What is there: File, Folder, Link, Special (a socket, FIFO or device), Unreadable (a folder
      that could not be listed), or Empty (the lost+found of an ext file system, which only root
      may enter and in which there has never been anything: it is noted, and no policy refuses
      it).
      """)
  public IgnoredKind kind;

  @JsonPropertyDescription(
      """
      Number of files, links and special files that were counted there.
      """)
  public Long files;

  @JsonPropertyDescription(
      """
      Their size together, in bytes.
      """)
  public Long bytes;

  @JsonPropertyDescription(
      """
      Whether everything was counted: false where reading is denied, and past 100,000 entries.
      """)
  public Boolean complete;

  @JsonPropertyDescription(
      """
      The first names found there, at most 3; of a link, its target. Left out where there is no
      room.
      """)
  public List<String> names;
}
