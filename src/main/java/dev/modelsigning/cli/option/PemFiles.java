// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.pki.Wanted;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;

/** Certificates of several files, and public keys as PEM. */
public final class PemFiles {
  private static final String WHAT = "the certificate chain";

  private PemFiles() {}

  public static String publicKey(PublicKey key) {
    return PemBlocks.write(PemBlocks.PUBLIC_KEY, key.getEncoded());
  }

  /** All of the files, each of which has to hold certificates: of several one is then named. */
  public static String joined(Console console, List<Path> files, String option)
      throws CommandFailure {
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      String pem = InputFile.pem(console.resolve(file), WHAT, Wanted.CERTIFICATE, option);
      try {
        Certificates.read(pem);
      } catch (KeyMaterialException e) {
        throw MaterialFailures.of(file, WHAT, e.problem(), e);
      }
      // A file may end without a newline, and two PEM markers on one line are not read.
      all.append(pem).append('\n');
    }
    return all.toString();
  }
}
