// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The certificate of {@code sign certificate} and {@code sign pkcs11-certificate}. */
public final class CertificateArguments {
  @Option(
      names = {"--signing-certificate", "--signing_certificate"},
      required = true,
      paramLabel = "CERTIFICATE_PATH",
      description = "The certificate of the private key, PEM.")
  private Path certificate = Path.of("");

  @Option(
      names = {"--certificate-chain", "--certificate_chain"},
      paramLabel = "CERTIFICATE_PATH",
      description = "Intermediate certificates, PEM; may be repeated, and a file may hold several.")
  private List<Path> chain = List.of();

  public String leafPem(Console console) throws CommandFailure {
    return InputFile.pem(
        console.resolve(certificate), "the signing certificate", "--signing-certificate");
  }

  public String chainPem(Console console) throws CommandFailure {
    return PemFiles.joined(console, chain, "--certificate-chain");
  }
}
