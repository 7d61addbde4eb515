// SPDX-License-Identifier: Apache-2.0

// Command tools holds the two programs that measure a webhook:
//
//	tools noop ADDRESS CERTIFICATE KEY   a validating webhook that reads a review and allows it
//	tools load                           creates pods as dry runs, as the plan on standard input says
package main

import (
	"fmt"
	"os"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 5 && os.Args[1] == "noop":
		err = serveNoop(os.Args[2], os.Args[3], os.Args[4])
	case len(os.Args) == 2 && os.Args[1] == "load":
		err = load(os.Stdin, os.Stdout)
	default:
		err = fmt.Errorf("usage: tools noop ADDRESS CERTIFICATE KEY, or tools load")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
