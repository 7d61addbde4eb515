// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.gate;

import dev.modelsigning.cli.option.InputFile;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrustException;
import dev.modelsigning.trust.published.PublishedTrustJson;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The trust that {@code --trust} names: files, and all files of folders. */
final class TrustFiles {
  /** The most files. */
  static final int MAX_FILES = 64;

  private static final String OPTION = "--trust";

  private final List<Path> named;

  TrustFiles(List<Path> named) {
    this.named = List.copyOf(named);
  }

  /**
   * Reads all of them.
   *
   * @return never empty
   * @throws CommandFailure if one is missing or is no published trust, or there is none
   */
  List<PublishedTrust> read() throws CommandFailure {
    List<Path> files = new ArrayList<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        files.addAll(in(path));
      } else {
        files.add(path);
      }
      if (files.size() > MAX_FILES) {
        throw CommandFailure.usage(
            "there are more than " + MAX_FILES + " files with trust",
            "name those of the policies with " + OPTION);
      }
    }
    List<PublishedTrust> trusts = new ArrayList<>();
    for (Path file : files) {
      trusts.add(read(file));
    }
    if (trusts.isEmpty()) {
      throw CommandFailure.usage(
          "there is no trust in " + named.getFirst(),
          "mount the ConfigMap model-signature-trust there, and name the file of the policy");
    }
    return trusts;
  }

  /** The kubelet keeps what it mounts in folders whose names begin with two dots. */
  private static List<Path> in(Path folder) throws CommandFailure {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, entry -> !isOfKubelet(entry))) {
      for (Path entry : entries) {
        files.add(entry);
        if (files.size() > MAX_FILES) {
          break;
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "the trust cannot be read: " + Causes.text(e),
          "name a readable folder with " + OPTION,
          e);
    }
    Collections.sort(files);
    return files;
  }

  private static boolean isOfKubelet(Path entry) {
    Path name = entry.getFileName();
    return name != null && name.toString().startsWith("..");
  }

  private static PublishedTrust read(Path file) throws CommandFailure {
    byte[] json = InputFile.bytes(file, PublishedTrustJson.MAX_BYTES, "the trust", OPTION);
    try {
      return PublishedTrustJson.read(json);
    } catch (PublishedTrustException e) {
      throw new CommandFailure(
          Exit.USAGE,
          file + " is no trust that the operator published: " + Causes.text(e),
          "name a file of the ConfigMap model-signature-trust with " + OPTION,
          e);
    }
  }
}
