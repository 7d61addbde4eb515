// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.ManifestDifferences;
import dev.modelsigning.manifest.NameTwin;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.trust.sigstore.SigstoreIdentity;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.Verified;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints a verdict as text or as one JSON object. */
public final class VerdictReport {
  private static final int NAMES_SHOWN = 20;

  /** Names per kind of difference in JSON; bounds what a model full of extra files can print. */
  private static final int NAMES_REPORTED = 100_000;

  private final Console console;
  private final boolean json;

  public VerdictReport(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /**
   * Prints it.
   *
   * @param ignored what lies at paths that are not part of the model; nothing if it was not
   *     measured
   */
  public void show(Verdict verdict, Path model, IgnoredContent ignored) {
    if (json) {
      Map<String, Object> object = object(verdict, model);
      IgnoredReport.put(object, ignored);
      Json.print(console, object);
      return;
    }
    console.line(heading(verdict) + ": " + model);
    console.line("  " + verdict.message());
    if (verdict instanceof Verified verified) {
      verified
          .annotations()
          .values()
          .forEach((key, value) -> console.line("  " + key + ": " + value));
    }
    if (verdict instanceof Rejected rejected) {
      rejected.differences().ifPresent(this::list);
    }
    IgnoredReport.lines(ignored).forEach(line -> console.line("  " + line));
  }

  private static String heading(Verdict verdict) {
    return switch (verdict) {
      case Verified ignored -> "Verified";
      case Rejected rejected -> "Rejected (" + rejected.reasonText() + ")";
      case Unknown unknown -> "Unknown (" + unknown.reasonText() + ")";
    };
  }

  private void list(ManifestDifferences differences) {
    list("changed", differences.changed());
    list("missing", differences.missing());
    list("not signed", differences.extra());
    // The message has the first one.
    list("look alike", differences.twins().stream().skip(1).map(NameTwin::text).toList());
  }

  private void list(String what, List<String> names) {
    names.stream().limit(NAMES_SHOWN).forEach(name -> console.line("  " + what + ": " + name));
    if (names.size() > NAMES_SHOWN) {
      console.line(
          "  "
              + what
              + ": and "
              + (names.size() - NAMES_SHOWN)
              + " more; --report json lists them");
    }
  }

  private static Map<String, Object> object(Verdict verdict, Path model) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(
        "verdict",
        switch (verdict) {
          case Verified ignored -> "Verified";
          case Rejected ignored -> "Rejected";
          case Unknown ignored -> "Unknown";
        });
    object.put("reason", verdict.reasonText());
    object.put("message", verdict.message());
    object.put("model", model.toString());
    switch (verdict) {
      case Verified verified -> {
        object.put("files", verified.files());
        object.put("manifestDigest", verified.manifestDigest().toString());
        object.put("unsignedFilesIgnored", verified.unsignedFilesIgnored());
        object.put("signer", signer(verified.signer()));
        if (!verified.annotations().isEmpty()) {
          object.put("annotations", verified.annotations().values());
        }
      }
      case Rejected rejected -> {
        rejected.differences().ifPresent(found -> object.put("differences", differences(found)));
        rejected.signer().ifPresent(facts -> object.put("signer", signer(facts)));
      }
      case Unknown ignored -> {}
    }
    return object;
  }

  private static Map<String, Object> differences(ManifestDifferences differences) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("signedFiles", differences.signedFiles());
    put(object, "changed", differences.changed());
    put(object, "missing", differences.missing());
    put(object, "extra", differences.extra());
    if (!differences.twins().isEmpty()) {
      object.put("lookAlikes", differences.twins().stream().map(VerdictReport::twin).toList());
    }
    return object;
  }

  private static Map<String, Object> twin(NameTwin twin) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("signed", twin.signed());
    object.put("found", twin.found());
    object.put("foundIsSigned", twin.foundIsSigned());
    object.put("difference", twin.difference().name());
    object.put("signedPart", twin.signedPart());
    object.put("foundPart", twin.foundPart());
    return object;
  }

  /** The names up to the bound, and how many there are. */
  private static void put(Map<String, Object> object, String what, List<String> names) {
    object.put(what, names.subList(0, Math.min(NAMES_REPORTED, names.size())));
    object.put(what + "Count", names.size());
  }

  private static Map<String, Object> signer(SignerFacts facts) {
    Map<String, Object> signer = new LinkedHashMap<>();
    signer.put("authority", facts.authority());
    signer.put("method", facts.method());
    signer.put("keyFingerprint", facts.keyFingerprint());
    facts.subject().ifPresent(subject -> signer.put("subject", subject));
    if (!facts.subjectAltNames().isEmpty()) {
      signer.put("subjectAltNames", facts.subjectAltNames());
    }
    facts.identity().ifPresent(identity -> signer.put("identity", identity(identity)));
    facts.notAfter().ifPresent(end -> signer.put("notAfter", end.toString()));
    return signer;
  }

  private static Map<String, Object> identity(SigstoreIdentity identity) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("issuer", identity.issuer());
    object.put("subject", identity.subject());
    object.put("claims", identity.claimTexts());
    object.put("times", identity.times().stream().map(Instant::toString).toList());
    return object;
  }
}
