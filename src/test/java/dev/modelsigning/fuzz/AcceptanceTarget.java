// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.verification.Authentication;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Verified;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Damages a good bundle: as text, or one of its values below the base64. Whatever is still accepted
 * must be the same payload by the same signer.
 */
final class AcceptanceTarget {
  private static final List<SignedModel> MODELS =
      SignedModel.METHODS.stream().map(SignedModel::load).toList();
  private static final StrictJson JSON = new StrictJson(1 << 20, 100_000, 32, 1 << 20);
  private static final ModelVerifier VERIFIER = new ModelVerifier(SignedModel.CLOCK);

  private AcceptanceTarget() {}

  /** The first byte chooses the bundle, the second what is damaged, the rest is {@link Edits}. */
  static void verify(byte[] input) {
    if (input.length < 2) {
      return;
    }
    SignedModel model = MODELS.get(Byte.toUnsignedInt(input[0]) % MODELS.size());
    byte[] damaged =
        damaged(
            model.bundle(),
            Byte.toUnsignedInt(input[1]),
            ByteBuffer.wrap(input, 2, input.length - 2));
    Authentication result = VERIFIER.authenticate(damaged, List.of(model.authority()));
    switch (result) {
      case Refused refused -> {
        Oracle.check(!Arrays.equals(damaged, model.bundle()), "the undamaged bundle is authentic");
        Oracle.check(!refused.verdict().message().isEmpty(), "a refusal has a message");
      }
      case Authenticated authenticated -> checkSame(model, damaged, authenticated);
    }
  }

  private static void checkSame(SignedModel model, byte[] damaged, Authenticated accepted) {
    Statement statement = accepted.statement();
    SignerFacts signer = accepted.signer();
    Oracle.check(statement.equals(model.statement()), "what is accepted states the same");
    Oracle.check(signer.equals(model.signer()), "what is accepted is by the same signer");
    try {
      Oracle.check(
          Arrays.equals(
              BundleReader.read(damaged).envelope().pae(),
              BundleReader.read(model.bundle()).envelope().pae()),
          "what is accepted signs the same bytes");
    } catch (BundleFormatException e) {
      throw new AssertionError("what is accepted cannot be read", e);
    }
    Oracle.check(
        VERIFIER.compare(accepted, model.statement().manifest()) instanceof Verified,
        "what is accepted verifies the same files");
  }

  private static byte[] damaged(byte[] bundle, int place, ByteBuffer program) {
    if (place == 0) {
      return Edits.apply(bundle, program);
    }
    try {
      JsonNode tree = JSON.read(bundle);
      List<Runnable> places = new ArrayList<>();
      collect(tree, program, places);
      places.get((place - 1) % places.size()).run();
      return StrictJson.write(tree).getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw new IllegalStateException("the kept bundle is no JSON", e);
    }
  }

  /** One place for every text value; one that is base64 is damaged below it, and as text too. */
  private static void collect(JsonNode node, ByteBuffer program, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      for (String name :
          new ArrayList<>(object.properties().stream().map(e -> e.getKey()).toList())) {
        if (object.get(name) instanceof TextNode text) {
          places.add(() -> object.put(name, damagedText(text.textValue(), program)));
          places.add(() -> object.put(name, damagedBase64(text.textValue(), program)));
        }
      }
    }
    node.forEach(child -> collect(child, program, places));
  }

  private static String damagedText(String text, ByteBuffer program) {
    return new String(
        Edits.apply(text.getBytes(StandardCharsets.UTF_8), program), StandardCharsets.UTF_8);
  }

  private static String damagedBase64(String text, ByteBuffer program) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return damagedText(text, program);
    }
    return Base64.getEncoder().encodeToString(Edits.apply(bytes, program));
  }
}
