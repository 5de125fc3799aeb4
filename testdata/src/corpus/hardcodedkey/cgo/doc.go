// Package cgo has a file that cgo rewrites before any analyzer sees it. Its
// version begins with the comment of generated files.
package cgo
