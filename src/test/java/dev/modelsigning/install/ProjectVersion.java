// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the project, whose only source is pom.xml. */
public final class ProjectVersion {
  private static final Pattern VERSION =
      Pattern.compile("^ {2}<version>(.+)</version>$", Pattern.MULTILINE);

  private ProjectVersion() {}

  public static String get() {
    return in(Path.of("pom.xml"));
  }

  static String in(Path pom) {
    try {
      Matcher version = VERSION.matcher(Files.readString(pom));
      if (!version.find()) {
        throw new IllegalStateException(pom + " states no version");
      }
      return version.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
