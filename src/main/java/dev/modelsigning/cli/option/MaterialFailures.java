// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.pki.MaterialProblem;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.signing.SigningException;
import java.nio.file.Path;
import java.util.List;

/** Failures about keys and certificates, with a command that can be copied and run as a hint. */
public final class MaterialFailures {
  private MaterialFailures() {}

  /**
   * The failure for a signer that cannot be used.
   *
   * @param files where it comes from; its name gets into the hint if it is the only one
   * @param hint what to do when the exception does not know it
   */
  public static CommandFailure of(SigningException e, List<Path> files, String hint) {
    return new CommandFailure(
        Exit.USAGE, e.problem(), e.remedy().map(remedy -> forFile(remedy, files)).orElse(hint), e);
  }

  /** The failure for trusted keys or certificates that cannot be used, as above. */
  public static CommandFailure of(TrustMaterialException e, List<Path> files, String hint) {
    return e.remedy().isPresent()
        ? new CommandFailure(Exit.USAGE, e.problem(), forFile(e.remedy().get(), files), e)
        : new CommandFailure(Exit.USAGE, Causes.text(e), hint, e);
  }

  /** The failure for a file that is no text. */
  public static CommandFailure of(
      Path file, String what, MaterialProblem problem, Throwable cause) {
    return new CommandFailure(
        Exit.USAGE,
        what + " in " + file + " " + problem.what(),
        forFile(problem.remedy(), List.of(file)),
        cause);
  }

  private static String forFile(String remedy, List<Path> files) {
    return files.size() == 1
        ? remedy.replace(MaterialProblem.FILE, quoted(files.getFirst().toString()))
        : remedy;
  }

  /** As one word of a shell. */
  private static String quoted(String path) {
    boolean plain = path.matches("[A-Za-z0-9._/][A-Za-z0-9._/@%+=:,-]*");
    return plain ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
