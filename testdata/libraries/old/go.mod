// Versions of libraries that cannot stand in ../go.mod beside a later one.
module github.com/keyvet/keyvet/testdata/libraries/old

go 1.26.0

require (
	github.com/labstack/echo/v4 v4.10.0
)
