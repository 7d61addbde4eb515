// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.MaterialFailures;
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
import dev.modelsigning.trust.AllowedNames;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code oms verify certificate}: verifies a model with trusted CA certificates. */
@Command(
    name = "certificate",
    description = {
      "Verifies a model with trusted CA certificates.",
      "",
      "The signer's certificate is part of the signature and must be valid now, or at the time of a trusted"
          + " timestamp. CA certificates in the signature are never trusted merely because they are present."
    },
    footer = {
      "oms verify certificate my-model --certificate-chain ca.pem --subject-alt-name release@example.com --signature my-model/model.sig"
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
          "Trusted CA certificates, PEM; may be repeated, and a file may hold several. There is no default:"
              + " the CAs of web sites do not vouch for models.")
  private List<Path> chain = List.of();

  @Option(
      names = {"--subject-alt-name", "--subject_alt_name"},
      paramLabel = "NAME",
      description =
          "DNS name, URI or e-mail address that the signer's certificate must contain, exactly; may be"
              + " repeated, and one of them is enough. Without it every certificate of the CA is accepted.")
  private List<String> names = List.of();

  @Option(
      names = {"--subject-alt-name-regexp", "--subject_alt_name_regexp"},
      paramLabel = "PATTERN",
      description =
          "A regular expression (RE2) that must match a whole DNS name, URI or e-mail address of the"
              + " signer's certificate; may be repeated. One match, or one of --subject-alt-name, is enough.")
  private List<String> patterns = List.of();

  @Option(
      names = {"--timestamp-authority", "--timestamp_authority"},
      paramLabel = "CERTIFICATE_PATH",
      description =
          "Certificates of a timestamp authority (RFC 3161) with its CA, PEM; may be repeated. If the"
              + " signature has a timestamp of that authority, the signer's certificate must have been valid"
              + " at that time instead of now.")
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
      authority = CertificateAuthority.of(label(), pem, allowed(), timestamps);
    } catch (TrustMaterialException e) {
      throw MaterialFailures.of(
          e,
          timestampAuthorities.isEmpty() ? chain : List.of(),
          "name files of CA certificates in PEM with --certificate-chain and --timestamp-authority");
    }
    VerifyingRun run = new VerifyingRun(console, model, verifying, report);
    if (logFingerprints) {
      Fingerprints.ofPem(pem).forEach(line -> console.note("trusted: " + line));
      Fingerprints.ofBundle(run.bundle())
          .forEach(line -> console.note("in the signature: " + line));
    }
    return run.run(authority);
  }

  private AllowedNames allowed() throws CommandFailure {
    try {
      return AllowedNames.of(names, patterns);
    } catch (TrustMaterialException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "--subject-alt-name, --subject-alt-name-regexp: " + Causes.text(e),
          "correct the name or the pattern",
          e);
    }
  }

  private String label() {
    return String.join(", ", chain.stream().map(Path::toString).toList());
  }
}
