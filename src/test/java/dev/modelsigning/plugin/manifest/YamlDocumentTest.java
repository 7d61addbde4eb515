// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML as kubectl 1.32 reads it: each expectation was compared with what it prints. */
final class YamlDocumentTest {
  private static final String BASES =
      "base: &base {a: 1, m: {p: 1}}\nother: &other {a: 10, c: 30}\n";

  private static String read(String text) {
    return YamlDocument.read(text).orElseThrow().toString();
  }

  /** Where a key stands before the merge key, kubectl has the merged one replace it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {<<: *base, a: 5}             | {"a":5,"m":{"p":1}}
          {a: 5, <<: *base}             | {"a":1,"m":{"p":1}}
          {m: {q: 2}, <<: *base}        | {"m":{"p":1},"a":1}
          {<<: [*base, *other]}         | {"a":1,"c":30,"m":{"p":1}}
          {<<: [*other, *base], z: 1}   | {"a":10,"m":{"p":1},"c":30,"z":1}
          {<<: *base, <<: *other}       | {"a":10,"m":{"p":1},"c":30}
          {<<: {<<: *other, c: 2}}      | {"a":10,"c":2}
          {<<: {a: 7}}                  | {"a":7}
          {<<: []}                      | {}
          {!!merge <<: *other}          | {"a":10,"c":30}
          {a: 5, !!merge "<<": *other}  | {"a":10,"c":30}
          {"<<": *other}                | {"<<":{"a":10,"c":30}}
          {!!str <<: *other}            | {"<<":{"a":10,"c":30}}
          <<                            | "<<"
          [*other, {b: *other}]         | [{"a":10,"c":30},{"b":{"a":10,"c":30}}]
          """)
  void mergeKeysAreResolvedInTheirOrder(String value, String expected) {
    assertThat(YamlDocument.read(BASES + "x: " + value).orElseThrow().path("x").toString())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [yes, Yes, YES, y, Y, on, On, ON, true, True, TRUE] | [true,true,true,true,true,true,true,true,true,true,true]
          [no, No, NO, n, N, off, Off, OFF, false, False, FALSE] | [false,false,false,false,false,false,false,false,false,false,false]
          [yEs, oN, tRue, "yes", !!str no, ! off] | ["yEs","oN","tRue","yes","no","off"]
          [!!bool yes, !!bool "off", !!null "", !!int "5", !!float 5] | [true,false,null,5,5]
          [!!binary aGVsbG8=, !!timestamp 2001-01-01, !own yes] | ["hello","2001-01-01","yes"]
          [~, null, Null, NULL, nULL, ''] | [null,null,null,null,"nULL",""]
          [0444, 017, -017, +017, 0o17, 0O17, 0_7, 08, 0888] | [292,15,-15,15,15,15,7,8,888]
          [0x1F, 0X1f, -0x1F, 0b11, 0B1, 0o8, 0b2, 0xg, 0x, 0b] | [31,31,-31,3,1,"0o8","0b2","0xg","0x","0b"]
          [1_000, 1__0, -5, +5, 0, -0, _1, +, -x] | [1000,10,-5,5,0,0,"_1","+","-x"]
          [1.50, .5, 5., -.5, 1.0, 1e3, 1.e5, 0.1e-3, .e5, ._5, 1e] | [1.5,0.5,5,-0.5,1,1000,100000,1.0E-4,".e5","._5","1e"]
          [2147483648, 9223372036854775808, 1e999] | [2147483648,9223372036854775808,"1e999"]
          [2001-01-01, 190:20:30, 10Gi, 500m] | ["2001-01-01","190:20:30","10Gi","500m"]
          {yes: 1, 5: 2, 1.5: 3, 0x10: 4, 2001-01-01: 5} | {"true":1,"5":2,"1.5":3,"16":4,"2001-01-01":5}
          """)
  void valuesAreThoseOfYamlOneOne(String text, String expected) {
    assertThat(read(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {<<: 5}                   | the merge key << wants a mapping, or a list of mappings in line 3
          {<<: null}                | the merge key << wants a mapping
          {<<: [*base, 5]}          | the merge key << wants a mapping
          {<<: [[*base]]}           | the merge key << wants a mapping
          {a: 1, a: 2}              | the key 'a' stands there twice in line 3
          {yes: 1, true: 2}         | the key 'true' stands there twice
          {null: 1}                 | a key is null, a list or a mapping in line 3
          &x {<<: *x}               | the value of an anchor contains itself in line 3
          &x [*x]                   | the value of an anchor contains itself
          !!int 5.5x                | 5.5x' is no tag:yaml.org,2002:int in line 3
          !!bool perhaps            | perhaps' is no tag:yaml.org,2002:bool
          *unknown                  | undefined alias
          """)
  void whatCannotBeJsonIsNamedWithItsLine(String value, String message) {
    assertThatThrownBy(() -> YamlDocument.read(BASES + "x: " + value))
        .isInstanceOf(YamlEngineException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "# nothing\n  # at all\n"})
  void textWithoutContentIsNoDocument(String text) {
    assertThat(YamlDocument.read(text)).isEmpty();
  }

  /** Ten names of which each stands for three times the one before: 59,049 times the first. */
  @Test
  void aliasesThatMultiplyAreRefusedBeforeTheyFillTheMemory() {
    String text =
        "x0: &x0 ["
            + "1,".repeat(100)
            + "]\n"
            + IntStream.rangeClosed(1, 10)
                .mapToObj(i -> "x%d: &x%d [*x%d, *x%d, *x%d]".formatted(i, i, i - 1, i - 1, i - 1))
                .collect(Collectors.joining("\n"));

    assertThatThrownBy(() -> YamlDocument.read(text))
        .isInstanceOf(YamlEngineException.class)
        .hasMessageContaining("its aliases make more than 2000000 values");
  }

  @Test
  void moreAliasesThanTheLibraryTakesAreRefused() {
    assertThatThrownBy(() -> YamlDocument.read(BASES + "x: [" + "*base,".repeat(51) + "]"))
        .isInstanceOf(YamlEngineException.class)
        .hasMessageContaining("aliases");
  }
}
