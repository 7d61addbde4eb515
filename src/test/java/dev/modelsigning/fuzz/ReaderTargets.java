// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ManifestFormatException;
import dev.modelsigning.statement.LegacyStatementReader;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;
import dev.modelsigning.statement.StatementWriter;
import java.util.Arrays;

/** Readers of formats: what they take is written and read again as the same. */
final class ReaderTargets {
  private ReaderTargets() {}

  static void bundle(byte[] input) {
    Bundle bundle;
    try {
      bundle = BundleReader.read(input);
    } catch (BundleFormatException e) {
      return;
    }
    try {
      Bundle again = BundleReader.read(BundleWriter.write(bundle));
      Oracle.check(
          Arrays.equals(again.envelope().payload(), bundle.envelope().payload())
              && Arrays.equals(again.envelope().signature(), bundle.envelope().signature()),
          "a bundle that was read keeps its payload and signature when it is written");
    } catch (BundleFormatException e) {
      throw new AssertionError("what was read cannot be read again", e);
    }
  }

  static void statement(byte[] input) {
    try {
      if (StatementReader.isLegacy(input)) {
        legacyStatement(input);
        return;
      }
      Statement statement = StatementReader.read(input);
      Manifest manifest = statement.manifest();
      Oracle.check(
          StatementReader.readSerialization(input).equals(manifest.serialization()),
          "the serialization alone is that of the whole statement");
      Oracle.check(
          StatementReader.read(StatementWriter.write(manifest, statement.annotations()))
              .equals(
                  new Statement(manifest.modelName(), manifest.sorted(), statement.annotations())),
          "a statement that was read stays the same when it is written");
    } catch (StatementFormatException e) {
      Oracle.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal has a message");
    }
  }

  private static void legacyStatement(byte[] input) throws StatementFormatException {
    Manifest manifest = LegacyStatementReader.read(input).manifest();
    Oracle.check(
        manifest.entries().stream().allMatch(entry -> entry.algorithm().equals(Digest.SHA256)),
        "a statement before OMS 1.0 has nothing but SHA-256");
  }

  static void manifest(byte[] input) {
    Manifest manifest;
    try {
      manifest = ManifestCodec.decode(input);
    } catch (ManifestFormatException e) {
      return;
    }
    Oracle.check(
        Arrays.equals(ManifestCodec.encode(manifest), input),
        "a manifest has one encoding: what was read is written as the same bytes");
    manifest.canonicalDigest();
  }
}
