// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.pki.Wanted;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The certificate of {@code sign certificate} and {@code sign pkcs11-certificate}. */
public final class CertificateArguments {
  private static final String OPTION = "--certificate-chain";

  @Option(
      names = {"--signing-certificate", "--signing_certificate"},
      required = true,
      paramLabel = "CERTIFICATE_PATH",
      description =
          "The certificate of the private key, PEM. The file may contain its chain as well, such as the"
              + " fullchain.pem of ACME clients.")
  private Path certificate = Path.of("");

  @Option(
      names = {OPTION, "--certificate_chain"},
      paramLabel = "CERTIFICATE_PATH",
      description = "Intermediate certificates, PEM; may be repeated, and a file may hold several.")
  private List<Path> chain = List.of();

  public String leafPem(Console console) throws CommandFailure {
    return InputFile.pem(
        console.resolve(certificate),
        "the signing certificate",
        Wanted.CERTIFICATE,
        "--signing-certificate");
  }

  /** Where a certificate comes from: one file, or several of which any may be the reason. */
  public List<Path> files() {
    return chain.isEmpty() ? List.of(certificate) : List.of();
  }

  /** The certificates of the issuers; empty if no file is named. */
  public String chainPem(Console console) throws CommandFailure {
    return PemFiles.joined(console, chain, OPTION);
  }
}
