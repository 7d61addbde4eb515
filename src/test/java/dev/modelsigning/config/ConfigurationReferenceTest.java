// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.testing.MappedConfig;
import dev.modelsigning.testing.ReferencePage;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The properties of the mapping: documented, defaulted, and each read from its variable. */
final class ConfigurationReferenceTest {
  private static final Pattern UPPER = Pattern.compile("[A-Z]");

  /** A property with the accessors that lead to it. */
  private record Property(String name, List<Method> path) {
    Method accessor() {
      return path.getLast();
    }

    String variable() {
      return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    Optional<String> fallback() {
      return Optional.ofNullable(accessor().getAnnotation(WithDefault.class))
          .map(WithDefault::value);
    }

    Optional<String> meaning() {
      return Optional.ofNullable(accessor().getAnnotation(Meaning.class)).map(Meaning::value);
    }

    Object in(OmsConfig config) throws ReflectiveOperationException {
      Object value = config;
      for (Method step : path) {
        value = step.invoke(value);
      }
      return value;
    }
  }

  private static List<Property> properties() {
    return properties("oms", OmsConfig.class, List.of())
        .sorted(Comparator.comparing(Property::name))
        .toList();
  }

  private static Stream<Property> properties(String prefix, Class<?> group, List<Method> path) {
    return Arrays.stream(group.getDeclaredMethods())
        .flatMap(
            method -> {
              String name = prefix + "." + kebab(method.getName());
              List<Method> steps = Stream.concat(path.stream(), Stream.of(method)).toList();
              boolean nested = method.getReturnType().getEnclosingClass() == OmsConfig.class;
              return nested
                  ? properties(name, method.getReturnType(), steps)
                  : Stream.of(new Property(name, steps));
            });
  }

  private static String kebab(String name) {
    return UPPER.matcher(name).replaceAll(match -> "-" + match.group().toLowerCase(Locale.ROOT));
  }

  /** A value of the type other than the default. */
  private static Map.Entry<String, Object> example(Property property) {
    Class<?> type = property.accessor().getReturnType();
    if (type == Duration.class) {
      return Map.entry("PT77S", Duration.ofSeconds(77));
    }
    if (type == Role.class) {
      return Map.entry("webhook", Role.WEBHOOK);
    }
    if (type == boolean.class) {
      return Map.entry("true", true);
    }
    if (type == Set.class) {
      return Map.entry("a,b", Set.of("a", "b"));
    }
    if (property.accessor().getGenericReturnType() instanceof ParameterizedType optional
        && optional.getActualTypeArguments()[0] instanceof ParameterizedType) {
      return Map.entry("a,b", Optional.of(Set.of("a", "b")));
    }
    return type == Optional.class
        ? Map.entry("text", Optional.of("text"))
        : Map.entry("text", "text");
  }

  @Test
  void referencePageListsEveryProperty() throws IOException {
    new ReferencePage("Configuration")
        .paragraph(
            "Properties of operator and webhook. Each is set by its environment variable in the"
                + " Deployment, or as a Java system property. Durations are written as in ISO 8601,"
                + " for example `PT30S` or `P90D`. A value that cannot be read stops the start with"
                + " a message that names the property.")
        .table(
            List.of("property", "environment variable", "default", "meaning"),
            properties().stream().map(ConfigurationReferenceTest::row).toList())
        .matches("configuration.md");
  }

  private static List<String> row(Property property) {
    return List.of(
        "`" + property.name() + "`",
        "`" + property.variable() + "`",
        property.fallback().map(value -> "`" + value + "`").orElse("-"),
        property.meaning().orElseThrow());
  }

  @Test
  void pageKnowsThePropertiesThatTheMappingReads() {
    assertThat(properties().stream().map(Property::name).collect(Collectors.toSet()))
        .isEqualTo(
            ConfigMappings.getProperties(ConfigClass.configClass(OmsConfig.class, "oms"))
                .keySet()
                .stream()
                .filter(name -> !name.contains("["))
                .collect(Collectors.toSet()));
  }

  @Test
  void everyPropertyHasAMeaning() {
    assertThat(properties()).allSatisfy(p -> assertThat(p.meaning()).as(p.name()).isPresent());
  }

  @Test
  void defaultsHoldWhereNothingIsSet() {
    OmsConfig config = MappedConfig.of(Map.of());
    assertThat(config.role()).isEqualTo(Role.OPERATOR);
    assertThat(config.namespace()).isEqualTo("model-signature-system");
    assertThat(config.exemptNamespaces())
        .containsExactlyInAnyOrder("kube-system", "kube-node-lease", "kube-public");
    assertThat(config.podName()).isEmpty();
    assertThat(config.measurement().image()).isEmpty();
    assertThat(config.measurement().progressInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.webhookTls().authorityLifetime()).isEqualTo(Duration.ofDays(365));
    assertThat(config.leaderElection().leaseName()).isEqualTo("model-signature-operator");
  }

  @Test
  void everyPropertyIsReadFromItsEnvironmentVariable() throws Exception {
    for (Property property : properties()) {
      var example = example(property);
      OmsConfig config = MappedConfig.of(Map.of(property.variable(), example.getKey()));
      assertThat(property.in(config)).as(property.variable()).isEqualTo(example.getValue());
    }
  }

  @Test
  void valueThatCannotBeReadIsRefusedByName() {
    assertThatThrownBy(() -> MappedConfig.of(Map.of("OMS_ROLE", "bystander")))
        .hasStackTraceContaining("oms.role");
    assertThatThrownBy(() -> MappedConfig.of(Map.of("OMS_MEASUREMENT_RETRY_MAX", "soon")))
        .hasStackTraceContaining("oms.measurement.retry-max");
  }

  @Test
  void kubeSystemAndTheOwnNamespaceAreAlwaysExempt() {
    var exempt =
        ExemptNamespaces.of(
            MappedConfig.of(Map.of("OMS_NAMESPACE", "own", "OMS_EXEMPT_NAMESPACES", "gatekeeper")));
    assertThat(exempt.names()).containsExactlyInAnyOrder("kube-system", "own", "gatekeeper");
    assertThat(exempt.contains("kube-public")).isFalse();
  }
}
