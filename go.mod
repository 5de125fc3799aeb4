module github.com/keyvet/keyvet

go 1.26

require (
	github.com/golangci/plugin-module-register v0.1.2
	github.com/rogpeppe/go-internal v1.16.0
	golang.org/x/tools v0.52.0
)
