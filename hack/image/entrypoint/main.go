// SPDX-License-Identifier: Apache-2.0

// Command entrypoint starts one of the image's roles, so that the image needs no shell:
//
//	entrypoint operator [ARGUMENT...]   reconciles the resources and signs
//	entrypoint webhook  [ARGUMENT...]   answers admission reviews
//	entrypoint oms      [ARGUMENT...]   the command line, as measuring Jobs run it
//
// It replaces itself by the JVM, so signals reach the JVM and the exit code is the JVM's.
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
	java        = "/opt/jdk/bin/java"
	application = "/opt/oms/app/"
	libraries   = "/opt/oms/cli/lib"
	commands    = "/opt/oms/cli/"
)

// JVM options are kept in files, each with its reason; see src/main/dist/conf.
func options(name string) string { return "@/opt/oms/conf/" + name + ".options" }

// Classes that were loaded and linked when the image was built, with profiles of their methods; the JVM goes on without a cache
// that does not fit.
func cache(folder, name string) string { return "-XX:AOTCache=" + folder + name + ".aot" }

func commandLine(role string) ([]string, error) {
	switch role {
	case "operator", "webhook":
		return []string{cache(application, role), options(role), "-Dquarkus.profile=" + role + ",prod", "-Doms.role=" + role,
			"-jar", application + "quarkus-run.jar"}, nil
	case "oms":
		jars, err := filepath.Glob(libraries + "/*.jar")
		if err != nil || len(jars) == 0 {
			return nil, fmt.Errorf("%s holds no jar: the image is incomplete", libraries)
		}
		// The cache is valid for one class path in one order, that of src/main/dist/bin/oms: our own jar first, then by name.
		sort.Slice(jars, func(i, j int) bool {
			if ours := isOurs(jars[i]); ours != isOurs(jars[j]) {
				return ours
			}
			return jars[i] < jars[j]
		})
		// The image has libcrypto, which hashes.
		return []string{cache(commands, "oms"), options("oms"), options("oms-libcrypto"), options("oms-container"),
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
	command := append([]string{java, options("jvm"), options("container")}, role...)
	command = append(command, os.Args[2:]...)
	// The C library would keep what threads have freed in an arena for each of them.
	if os.Getenv("MALLOC_ARENA_MAX") == "" {
		if err := os.Setenv("MALLOC_ARENA_MAX", "2"); err != nil {
			fail(err)
		}
	}
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
