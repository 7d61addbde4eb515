// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of {@code crds/}, generated from the resource classes: one per kind, and the
 * kustomization that lists them, which lets {@code deploy/} use the folder as a base. The Helm
 * chart carries the same definitions.
 */
final class CrdFiles {
  /** Where the CRDs are kept, relative to the root of the project. */
  static final List<Path> FOLDERS =
      List.of(Path.of("crds"), Path.of("charts/model-signature-operator/crds"));

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ModelSignature.class,
          ModelSigningJob.class,
          ClusterModelSigningJob.class,
          ClusterModelTrustPolicy.class,
          ModelTrustPolicy.class,
          ModelTrustRoot.class);

  private static final String HEADER =
      "# Generated from the classes of dev.modelsigning.api by `make crds`: do not edit.\n";

  private CrdFiles() {}

  /** The class of a kind. */
  static Class<? extends HasMetadata> type(String kind) {
    return KINDS.stream()
        .filter(type -> HasMetadata.getKind(type).equals(kind))
        .findFirst()
        .orElseThrow();
  }

  /** Name to content of every file that belongs into the given folder of {@link #FOLDERS}. */
  static SortedMap<String, String> generate(Path folder, Path scratch) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    definitions(scratch)
        .forEach((name, crd) -> files.put(name + ".yaml", HEADER + Serialization.asYaml(crd)));
    if (folder.equals(FOLDERS.getFirst())) {
      files.put(
          "kustomization.yaml",
          HEADER
              + "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
              + files.keySet().stream()
                  .map(name -> "- " + name + "\n")
                  .collect(Collectors.joining()));
    }
    return files;
  }

  private static Map<String, CustomResourceDefinition> definitions(Path scratch)
      throws IOException {
    Map<String, CustomResourceDefinition> definitions = new TreeMap<>();
    for (Class<? extends HasMetadata> kind : KINDS) {
      List<String> columns =
          Stream.of(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
              .map(AdditionalPrinterColumn::name)
              .toList();
      new CRDGenerator()
          .inOutputDir(Files.createDirectories(scratch).toFile())
          .withPostProcessor(
              new CRDPostProcessor() {
                @Override
                public HasMetadata process(HasMetadata resource, String version) {
                  CustomResourceDefinition crd =
                      CrdBounds.apply((CustomResourceDefinition) resource, columns);
                  CrdDescriptions.apply(crd, kind);
                  definitions.put(crd.getMetadata().getName(), crd);
                  return crd;
                }
              })
          .customResourceClasses(List.of(kind))
          .detailedGenerate();
    }
    return definitions;
  }
}
