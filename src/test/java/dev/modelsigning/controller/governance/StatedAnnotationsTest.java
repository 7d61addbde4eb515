// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.governance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.statement.Annotations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a status shows of the signed annotations. */
class StatedAnnotationsTest {
  private static final RequiredAnnotations NOTHING = new RequiredAnnotations(List.of());

  private static RequiredAnnotations wanting(String... names) {
    return new RequiredAnnotations(
        List.of(names).stream()
            .map(
                name -> {
                  var wanted = new RequiredAnnotation();
                  wanted.name = name;
                  wanted.present = true;
                  return wanted;
                })
            .toList());
  }

  private static JudgedSignature written(Map<String, String> signed, RequiredAnnotations policy) {
    var signature = new JudgedSignature();
    StatedAnnotations.NONE.noting(new Annotations(signed), policy).writeTo(signature);
    return signature;
  }

  @Test
  void showsAllThatIsSignedAndFirstWhatIsAskedFor() {
    JudgedSignature signature =
        written(Map.of("a", "1", "z", "2", "license", "mit"), wanting("license", "other"));
    assertThat(signature.annotations)
        .extracting(stated -> stated.name + "=" + stated.value)
        .containsExactly("license=mit", "a=1", "z=2");
    assertThat(signature.annotationsLeftOut).isNull();
  }

  @Test
  void signatureWithoutAnnotationsHasNone() {
    JudgedSignature signature = written(Map.of(), wanting("license"));
    assertThat(signature.annotations).isNull();
    assertThat(signature.annotationsLeftOut).isNull();
  }

  @Test
  void longValueIsCutForPeopleAndHasNoValueForPolicies() {
    JudgedSignature signature = written(Map.of("notes", "n".repeat(4096)), NOTHING);
    assertThat(signature.annotations.getFirst().value).isNull();
    assertThat(signature.annotations.getFirst().cutValue).endsWith("…").hasSizeLessThan(256);
  }

  @Test
  void whatHasNoRoomIsCountedAndNeverWhatIsAskedFor() {
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < 63; i++) {
      many.put("key-%02d".formatted(i), "v".repeat(200));
    }
    many.put("license", "mit");
    JudgedSignature signature = written(many, wanting("license"));
    assertThat(signature.annotations.getFirst().name).isEqualTo("license");
    assertThat(signature.annotations).hasSize(1 + 2048 / 206);
    assertThat(signature.annotationsLeftOut).isEqualTo(64 - signature.annotations.size());
  }

  @Test
  void everyPolicyGetsWhatItAsksFor() {
    var signed = new Annotations(Map.of("license", "mit", "kind", "model"));
    var signature = new JudgedSignature();
    StatedAnnotations.NONE
        .noting(signed, wanting("license"))
        .noting(signed, wanting("kind"))
        .writeTo(signature);
    assertThat(signature.annotations)
        .extracting(one -> one.name)
        .containsExactly("kind", "license");
    assertThat(wanting("license").areStated(signature)).isTrue();
  }
}
