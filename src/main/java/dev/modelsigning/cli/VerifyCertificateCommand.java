// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.ModelArguments;
import dev.modelsigning.cli.option.PemFiles;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.VerifyingArguments;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.Fingerprints;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code oms verify certificate}: verifies a model with the CA of the signer's certificate. */
@Command(
    name = "certificate",
    description = {
      "Verifies a model with the CA of the signer's certificate.",
      "",
      "The signer's certificate comes with the signature and must be valid now, or when a trusted timestamp was made. Certificates of a CA in the"
          + " signature are never trusted for being there."
    })
final class VerifyCertificateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ModelArguments model = new ModelArguments();
  @Mixin private final VerifyingArguments verifying = new VerifyingArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  @Option(
      names = {"--certificate-chain", "--certificate_chain"},
      required = true,
      paramLabel = "CERTIFICATE_PATH",
      description =
          "Trusted CA certificates, PEM; may be repeated, or hold several in one file. There is no default:"
              + " the CAs of web sites sign no models.")
  private List<Path> chain = List.of();

  @Option(
      names = {"--subject-alt-name", "--subject_alt_name"},
      paramLabel = "NAME",
      description =
          "DNS name, URI or e-mail address that the signer's certificate must carry, exactly; may be repeated,"
              + " one is enough. Without it every certificate of the CA will do.")
  private List<String> names = List.of();

  @Option(
      names = {"--timestamp-authority", "--timestamp_authority"},
      paramLabel = "CERTIFICATE_PATH",
      description =
          "Certificates of a timestamp authority (RFC 3161) with its CA, PEM; may be repeated. Where the"
              + " signature has a timestamp of it, the certificates must have been valid then, not now.")
  private List<Path> timestampAuthorities = List.of();

  @Option(
      names = {"--log-fingerprints", "--log_fingerprints"},
      description = "Write the SHA-256 fingerprints of all certificates to stderr.")
  private boolean logFingerprints;

  VerifyCertificateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    String pem = PemFiles.joined(console, chain, "--certificate-chain");
    List<String> timestamps = new ArrayList<>();
    for (Path file : timestampAuthorities) {
      timestamps.add(PemFiles.joined(console, List.of(file), "--timestamp-authority"));
    }
    Authority authority;
    try {
      authority = CertificateAuthority.of(label(), pem, names, timestamps);
    } catch (TrustMaterialException e) {
      throw new CommandFailure(
          Exit.USAGE,
          Causes.text(e),
          "name CA certificates in PEM with --certificate-chain and --timestamp-authority",
          e);
    }
    VerifyingRun run = new VerifyingRun(console, model, verifying, report);
    if (logFingerprints) {
      Fingerprints.ofPem(pem).forEach(line -> console.note("trusted: " + line));
      Fingerprints.ofBundle(run.bundle())
          .forEach(line -> console.note("in the signature: " + line));
    }
    return run.run(authority);
  }

  private String label() {
    return String.join(", ", chain.stream().map(Path::toString).toList());
  }
}
