// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.Locale;

/** The sections of the catalog; its file says what each one holds. */
public enum Section {
  MODEL_PATHS,
  CONFIGURATION_PATHS,
  WORKING_DIRECTORIES,
  PATH_ALIASES,
  IGNORED_PATHS,
  DRIVERS_WITHOUT_MODELS,
  NODE_PATHS,
  SERVERS,
  SERVING_IMAGES,
  MODEL_OPTIONS,
  PART_OPTIONS,
  PATH_OPTIONS,
  DIRECTORY_OPTIONS,
  ADAPTER_OPTIONS,
  JSON_OPTIONS,
  DOWNLOAD_OPTIONS,
  SWITCHES,
  HUB_SWITCHES,
  FILE_OPTIONS,
  OTHER_OPTIONS,
  OTHER_LIST_OPTIONS,
  POSITIONAL_COMMANDS,
  LOADING_COMMANDS,
  MODEL_VARIABLES,
  ADAPTER_VARIABLES,
  DOWNLOAD_VARIABLES,
  ARGUMENT_VARIABLES,
  SWITCH_VARIABLES,
  HUB_SWITCH_VARIABLES,
  OFFLINE_VARIABLES,
  CACHE_VARIABLES,
  HOME_VARIABLES;

  /** The name of the section in the file. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
