// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.ManifestFormatException;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;
import dev.modelsigning.statement.StatementWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Names that are taken stay inside the model and come through every format as they are. */
final class NameTargets {
  private static final Digest ANY = Digest.sha256(new byte[0]);

  private NameTargets() {}

  /** The first bit chooses UTF-8 or UTF-16, which can hold half characters. */
  static void names(byte[] input) {
    if (input.length == 0) {
      return;
    }
    boolean utf8 = (input[0] & 1) == 0;
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    String text = new String(rest, utf8 ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16BE);
    checkPrintable(text);
    if (ResourceNames.problemWithIgnored(text).isEmpty()) {
      Oracle.check(
          text.indexOf('*') < 0 && !text.startsWith("/"), "ignored paths are below the root");
    }
    if (ResourceNames.problemWith(text).isEmpty()) {
      checkInside(text);
      checkCarried(text);
    }
  }

  private static void checkPrintable(String text) {
    String printable = ResourceNames.printable(text);
    Oracle.check(
        printable.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x202E),
        "what is printed has no control characters");
    Oracle.check(printable.length() <= 403, "what is printed is short");
  }

  private static void checkInside(String name) {
    Oracle.check(Oracle.isUnicode(name) && name.indexOf('\0') < 0, "a name is a file name");
    for (String component : name.split("/", -1)) {
      Oracle.check(
          !component.isEmpty() && !component.equals(".") && !component.equals(".."),
          "a name stays inside the model");
    }
  }

  private static void checkCarried(String name) {
    String other = name + "x";
    Manifest manifest =
        new Manifest(
            "model",
            Serialization.files(),
            other.length() > ResourceNames.MAX_LENGTH
                ? List.of(entry(name))
                : List.of(entry(name), entry(other)));
    try {
      Oracle.check(
          StatementReader.read(StatementWriter.write(manifest)).manifest().equals(manifest),
          "a statement carries a name as it is");
      Oracle.check(
          ManifestCodec.decode(ManifestCodec.encode(manifest)).equals(manifest),
          "an encoded manifest carries a name as it is");
    } catch (StatementFormatException | ManifestFormatException e) {
      throw new AssertionError("a good name is refused by a reader", e);
    }
  }

  private static ManifestEntry entry(String name) {
    return new ManifestEntry(name, Digest.SHA256, ANY);
  }
}
