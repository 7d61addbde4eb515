// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.pki.Wanted;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;

/** Certificates of several files, and public keys as PEM. */
public final class PemFiles {
  private PemFiles() {}

  public static String publicKey(PublicKey key) {
    return PemBlocks.write(PemBlocks.PUBLIC_KEY, key.getEncoded());
  }

  public static String joined(Console console, List<Path> files, String option)
      throws CommandFailure {
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      // A file may end without a newline, and two PEM markers on one line are not read.
      all.append(
              InputFile.pem(
                  console.resolve(file), "the certificate chain", Wanted.CERTIFICATE, option))
          .append('\n');
    }
    return all.toString();
  }
}
