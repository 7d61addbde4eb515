// SPDX-License-Identifier: Apache-2.0

// Command entrypoint starts one of the image's roles, so that the image needs no shell:
//
//	entrypoint operator [ARGUMENT...]   reconciles the resources and signs
//	entrypoint webhook  [ARGUMENT...]   answers admission reviews
//	entrypoint oms      [ARGUMENT...]   the command line, as measuring Jobs run it
//
// It replaces itself by the JVM: signals and the exit code are the JVM's own.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
)

const (
	java      = "/opt/jdk/bin/java"
	libraries = "/opt/oms/cli/lib"
	// Classes of the command line, loaded and linked when the image was built; the JVM does without if it does not fit.
	aotCache = "/opt/oms/cli/oms.aot"
)

var everyRole = []string{
	"--enable-native-access=ALL-UNNAMED",
	"--sun-misc-unsafe-memory-access=allow",
	"-XX:+ExitOnOutOfMemoryError",
	"-XX:MaxRAMPercentage=70",
}

func commandLine(role string) ([]string, error) {
	switch role {
	case "operator", "webhook":
		return []string{"-Dquarkus.profile=" + role + ",prod", "-Doms.role=" + role, "-jar", "/opt/oms/app/quarkus-run.jar"}, nil
	case "oms":
		jars, err := filepath.Glob(libraries + "/*.jar")
		if err != nil || len(jars) == 0 {
			return nil, fmt.Errorf("no jar in %s", libraries)
		}
		// The cache holds for one class path, in this order: ours first, where a class that the cache lacks is looked for first.
		sort.Slice(jars, func(i, j int) bool {
			if ours := isOurs(jars[i]); ours != isOurs(jars[j]) {
				return ours
			}
			return jars[i] < jars[j]
		})
		// The JVM's own messages would go to stdout, where the evidence is.
		// The image has libcrypto, which hashes: without the optimising compiler a short run is shorter.
		return []string{"-XX:+UseSerialGC", "-XX:NewSize=20m", "-XX:AOTCache=" + aotCache, "-Xlog:disable", "-Xlog:all=error:stderr",
			"-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=3", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining",
			"-Doms.lib=" + libraries, "-cp", strings.Join(jars, ":"), "dev.modelsigning.cli.Oms"}, nil
	}
	return nil, fmt.Errorf("unknown role %q: the first argument is operator, webhook or oms", role)
}

func isOurs(jar string) bool {
	return strings.HasPrefix(filepath.Base(jar), "model-signature-operator-")
}

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("no role: the first argument is operator, webhook or oms"))
	}
	role, err := commandLine(os.Args[1])
	if err != nil {
		fail(err)
	}
	command := append(append(append([]string{java}, everyRole...), role...), os.Args[2:]...)
	// File names of models are UTF-8; without a locale the JVM would read them as ASCII.
	if os.Getenv("LC_ALL") == "" {
		if err := os.Setenv("LC_ALL", "C.UTF-8"); err != nil {
			fail(err)
		}
	}
	fail(fmt.Errorf("cannot start %s: %w", java, syscall.Exec(java, command, os.Environ())))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "entrypoint:", err)
	os.Exit(2)
}
