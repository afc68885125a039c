// Command auth-service is a self-hosted OAuth 2.1 and OpenID Connect provider.
package main

import (
	"context"
	"os"

	"github.com/circle-rd/auth-service/internal/cli"
)

// version is set by the linker.
var version = "dev"

func main() {
	os.Exit(cli.Run(context.Background(), cli.Program{
		Version: version, Args: os.Args[1:], LookupEnv: os.LookupEnv, ReadFile: os.ReadFile, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	}))
}
